package faults

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"time"
)

// certificates returns a certificate of the server, and one for the same name that
// its clients do not trust. Clients trust those of trusted, which is PEM.
func certificates() (right, wrong tls.Certificate, trusted string, err error) {
	if right, err = selfSigned(); err != nil {
		return
	}
	wrong, err = selfSigned()
	trusted = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: right.Certificate[0]}))
	return
}

func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		NotBefore:             time.Now().Add(-100 * 24 * time.Hour),
		NotAfter:              time.Now().Add(100 * 24 * time.Hour), // clocks of clients jump
		DNSNames:              []string{host, elsewhere},
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// certificate returns the certificate for a handshake.
func (s *Server) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if f, _ := s.now(); f.Name == wrongCert {
		return &s.wrong, nil
	}
	return &s.right, nil
}
