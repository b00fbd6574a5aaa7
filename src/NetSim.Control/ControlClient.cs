using System.Net.Sockets;

namespace NetSim.Control;

/// <summary>Speaks to the control socket of a running simulation.</summary>
public static class ControlClient
{
    /// <summary>A client whose requests all go to one socket; their host is of no meaning.</summary>
    public static HttpClient To(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new Uri("http://netsim/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Whether somebody listens there.</summary>
    public static async Task<bool> Answers(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
