package temporalgo

import (
	"context"
	"net"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
)

// frontend stands for a Temporal server. It keeps the header with which a client
// starts a workflow, and runs nothing.
type frontend struct {
	workflowservice.UnimplementedWorkflowServiceServer
	header *commonpb.Header
}

func (f *frontend) GetSystemInfo(context.Context, *workflowservice.GetSystemInfoRequest) (*workflowservice.GetSystemInfoResponse, error) {
	return &workflowservice.GetSystemInfoResponse{Capabilities: &workflowservice.GetSystemInfoResponse_Capabilities{}}, nil
}

func (f *frontend) StartWorkflowExecution(_ context.Context, req *workflowservice.StartWorkflowExecutionRequest,
) (*workflowservice.StartWorkflowExecutionResponse, error) {
	f.header = req.Header
	return &workflowservice.StartWorkflowExecutionResponse{RunId: "1", Started: true}, nil
}

// listen serves f on loopback, until stop.
func (f *frontend) listen() (address string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := grpc.NewServer()
	workflowservice.RegisterWorkflowServiceServer(server, f)
	go server.Serve(l)
	return l.Addr().String(), server.Stop, nil
}
