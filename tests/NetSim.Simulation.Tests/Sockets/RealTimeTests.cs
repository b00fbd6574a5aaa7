using System.Text;
using NetSim.Simulation.Running;
using NetSim.Simulation.Sockets;

namespace NetSim.Simulation.Tests.Sockets;

public class RealTimeTests
{
    [Fact]
    public async Task On_the_real_clock_sockets_work_from_any_thread()
    {
        using var hosts = new TwoHosts(mode: "real");
        using var stop = new CancellationTokenSource();
        Task<RunSummary> running = hosts.Run.RunInBackground(stop.Token);
        TcpAcceptor acceptor = await hosts.Server.ListenAsync(7);
        Task server = Task.Run(async () =>
        {
            await using TcpStream stream = await acceptor.AcceptAsync();
            await stream.CopyToAsync(stream);
        });
        using (TcpStream stream = await hosts.Client.ConnectAsync("server:7"))
        {
            byte[] answer = new byte[5];
            await stream.WriteAsync(Encoding.ASCII.GetBytes("hello"));
            await stream.ReadExactlyAsync(answer);
            Assert.Equal("hello", Encoding.ASCII.GetString(answer));
            stream.Write("again"u8);
            stream.ReadExactly(answer);
            Assert.Equal("again", Encoding.ASCII.GetString(answer));
            stream.Shutdown();
            await server;
            Assert.Equal(0, await stream.ReadAtLeastAsync(answer, 1, throwOnEndOfStream: false));
        }
        // The last ACKs are on their way for 5 ms each.
        await Task.Delay(TimeSpan.FromMilliseconds(100), hosts.Run.Clock);
        await stop.CancelAsync();
        await running;
    }
}
