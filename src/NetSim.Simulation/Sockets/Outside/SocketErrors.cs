using System.Net.Sockets;
using NetSim.Simulation.Actors.Sockets;
using NetSim.Stack.Sockets;
using ErrorCode = System.Net.Sockets.SocketError;

namespace NetSim.Simulation.Sockets.Outside;

/// <summary>What went wrong, as code that knows System.Net.Sockets expects to hear it.</summary>
internal static class SocketErrors
{
    public static SocketException Of(BindFailed failed) => Make(
        failed.Outcome switch
        {
            BindOutcome.AddressInUse or BindOutcome.PortsExhausted => ErrorCode.AddressAlreadyInUse,
            BindOutcome.NotOwnAddress => ErrorCode.AddressNotAvailable,
            BindOutcome.NoRoute => ErrorCode.NetworkUnreachable,
            _ => ErrorCode.InvalidArgument,
        },
        failed.Reason);

    public static SocketException Of(TcpCloseReason reason) => reason switch
    {
        TcpCloseReason.Refused => Make(ErrorCode.ConnectionRefused, "nobody listens there"),
        TcpCloseReason.Reset => Make(ErrorCode.ConnectionReset, "the peer has reset the connection"),
        TcpCloseReason.TimedOut => Make(ErrorCode.TimedOut, "the peer does not answer"),
        TcpCloseReason.Unreachable => Make(ErrorCode.HostUnreachable, "the peer cannot be reached"),
        TcpCloseReason.Normal => Make(ErrorCode.Shutdown, "the connection is closed"),
        _ => Make(ErrorCode.ConnectionAborted, "the connection was aborted"),
    };

    /// <summary>As connected UDP sockets of POSIX systems say it.</summary>
    public static SocketException Of(in IcmpError error, string text)
    {
        if (error.IsPortUnreachable) return Make(ErrorCode.ConnectionRefused, text);
        if (error.Mtu is not null) return Make(ErrorCode.MessageSize, text);
        bool isNetwork = error.Reporter.IsIPv4 ? (error.Type, error.Code) == (3, 0) : (error.Type, error.Code) == (1, 0);
        return Make(isNetwork ? ErrorCode.NetworkUnreachable : ErrorCode.HostUnreachable, text);
    }

    /// <summary>What a stream throws, as NetworkStream does.</summary>
    public static IOException OnStream(SocketException error) => new(error.Message, error);

    public static SocketException Make(ErrorCode code, string text) => new((int)code, text);
}
