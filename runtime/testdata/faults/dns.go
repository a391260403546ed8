package faults

import (
	"encoding/binary"
	"net"
)

// Codes of answers, from RFC 1035.
const (
	noError   = 0
	nameError = 3
)

// listenDNS starts a DNS server that knows one address, 127.0.0.1.
func (s *Server) listenDNS() error {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.names, s.DNS = c, c.LocalAddr().String()
	s.serving.Go(func() {
		question := make([]byte, 512)
		for {
			n, from, err := c.ReadFrom(question)
			if err != nil {
				return
			}
			switch f, _ := s.now(); f.Name {
			case noDNS:
			case noName:
				_, _ = c.WriteTo(answerDNS(question[:n], nameError), from)
			default:
				_, _ = c.WriteTo(answerDNS(question[:n], noError), from)
			}
		}
	})
	return nil
}

// answerDNS answers a message with one question.
func answerDNS(message []byte, code byte) []byte {
	const header, typeA = 12, 1
	end := header
	for end < len(message) && message[end] != 0 {
		end += 1 + int(message[end]) // a label
	}
	end += 1 + 2 + 2 // the root, type and class
	if end > len(message) {
		return nil
	}
	answer := append([]byte(nil), message[:end]...)
	answer[2], answer[3] = 0x81, 0x80|code // an answer; recursion is available
	for i := 6; i < header; i++ {
		answer[i] = 0
	}
	if code == noError && binary.BigEndian.Uint16(message[end-4:]) == typeA {
		answer[7] = 1
		// The name of the question, type A, class IN, for 0 seconds, 4 bytes.
		answer = append(answer, 0xc0, header, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1)
	}
	return answer
}
