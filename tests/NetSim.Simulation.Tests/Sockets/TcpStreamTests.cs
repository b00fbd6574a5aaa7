using System.Net.Sockets;
using System.Text;
using NetSim.Simulation.Sockets;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Sockets;

public class TcpStreamTests
{
    [Fact]
    public void An_echo_in_ordinary_async_methods_is_the_same_every_time()
    {
        (ulong first, long firstTime, string firstLog) = Echo();
        Assert.Contains("echo 3", firstLog, StringComparison.Ordinal);
        for (int i = 0; i < 5; i++)
        {
            (ulong again, long time, string log) = Echo();
            Assert.Equal(first, again);
            Assert.Equal(firstTime, time);
            Assert.Equal(firstLog, log);
        }
    }

    private static (ulong Fingerprint, long Time, string Log) Echo()
    {
        using var hosts = new TwoHosts();
        var log = new StringBuilder();
        int thread = Environment.CurrentManagedThreadId;
        hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(7);
            Task server = ServeEchoAsync(acceptor);
            await using TcpStream stream = await hosts.Client.ConnectAsync("server:7");
            using var reader = new StreamReader(stream, leaveOpen: true);
            for (int i = 1; i <= 3; i++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"echo {i}\n"));
                log.AppendLine($"{hosts.Run.Now} {await reader.ReadLineAsync()}");
                await hosts.Client.DelayAsync(Duration.FromMilliseconds(3));
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
            }
            stream.Shutdown();
            Assert.Null(await reader.ReadLineAsync());
            await server;
        });
        return (hosts.Run.Summarise().Fingerprint, hosts.Run.Now.Nanoseconds, log.ToString());
    }

    private static async Task ServeEchoAsync(TcpAcceptor acceptor)
    {
        await using TcpStream stream = await acceptor.AcceptAsync();
        await stream.CopyToAsync(stream);
    }

    [Fact]
    public void A_delay_takes_exactly_its_simulated_time()
    {
        using var hosts = new TwoHosts();
        Duration passed = hosts.Run.Drive(async () =>
        {
            Duration before = hosts.Run.Now;
            await hosts.Client.DelayAsync(new Duration(1_234_567_891));
            return hosts.Run.Now - before;
        });
        Assert.Equal(1_234_567_891, passed.Nanoseconds);
    }

    [Fact]
    public void A_writer_waits_when_nobody_reads_and_no_byte_is_lost()
    {
        using var hosts = new TwoHosts();
        byte[] data = new byte[1_000_000];
        new Random(1).NextBytes(data);
        hosts.Run.Drive(async () =>
        {
            var small = new TcpSocketOptions { ReceiveBuffer = 32 << 10, SendBuffer = 32 << 10 };
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(9, options: small);
            await using TcpStream sender = await hosts.Client.ConnectAsync("10.0.0.2:9", small);
            await using TcpStream receiver = await acceptor.AcceptAsync();
            Task writing = sender.WriteAsync(data).AsTask();
            await hosts.Client.DelayAsync(Duration.FromSeconds(20));
            Assert.False(writing.IsCompleted);
            Assert.InRange(receiver.Info.BytesReceived, 64 << 10, 300_000);

            byte[] got = new byte[data.Length];
            await receiver.ReadExactlyAsync(got);
            await writing;
            Assert.Equal(data, got);
        });
    }

    [Theory]
    [InlineData(20)]
    [InlineData(400)]
    public void A_slow_reader_gets_every_byte_and_then_the_end_however_long_ago_both_sides_closed(int seconds)
    {
        using var hosts = new TwoHosts();
        byte[] data = new byte[300_000];
        new Random(2).NextBytes(data);
        hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(9);
            await using TcpStream client = await hosts.Client.ConnectAsync("10.0.0.2:9");
            client.Shutdown();
            await using (TcpStream server = await acceptor.AcceptAsync()) await server.WriteAsync(data);
            await hosts.Client.DelayAsync(Duration.FromSeconds(seconds));
            Assert.Equal(data.Length, client.Info.BytesReceived);

            using var got = new MemoryStream();
            await client.CopyToAsync(got);
            Assert.Equal(data, got.ToArray());
        });
    }

    [Fact]
    public void A_stream_that_is_closed_unread_long_after_the_peer_ends_without_a_trace()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(9);
            TcpStream client = await hosts.Client.ConnectAsync("10.0.0.2:9");
            client.Shutdown();
            await using (TcpStream server = await acceptor.AcceptAsync()) await server.WriteAsync(new byte[300_000]);
            await hosts.Client.DelayAsync(Duration.FromSeconds(20));
            client.Dispose();
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_reader_that_ends_with_an_exception_ends_nothing_but_itself(int seconds)
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(9);
            await using TcpStream client = await hosts.Client.ConnectAsync("10.0.0.2:9");
            await using TcpStream server = await acceptor.AcceptAsync();
            Task writing = client.WriteAsync(new byte[3_000_000]).AsTask();
            await hosts.Client.DelayAsync(Duration.FromSeconds(seconds));
            server.Input.Complete(new InvalidDataException("that is no message"));
            await writing;
            await server.WriteAsync("bye"u8.ToArray());
            byte[] answer = new byte[3];
            await client.ReadExactlyAsync(answer);
            Assert.Equal("bye"u8.ToArray(), answer);
        });
        Assert.Empty(hosts.Failures);
    }

    [Fact]
    public void What_fails_throws_the_socket_error_that_says_why()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            await AssertError(SocketError.ConnectionRefused, () => hosts.Client.ConnectAsync("server:81"));
            await AssertError(SocketError.NetworkUnreachable, () => hosts.Client.ConnectAsync("192.0.2.1:80"));
            await AssertError(SocketError.TimedOut, () => hosts.Client.ConnectAsync("10.0.0.99:80"));
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(80);
            await AssertError(SocketError.AddressAlreadyInUse, () => hosts.Server.ListenAsync(80));

            await using TcpStream stream = await hosts.Client.ConnectAsync("server:80");
            TcpStream accepted = await acceptor.AcceptAsync();
            accepted.Abort();
            IOException reset = await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[10]));
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(reset.InnerException).SocketErrorCode);
        });
    }

    [Fact]
    public void Waiting_can_be_cancelled_by_simulated_time()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(80, backlog: 1);
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2), hosts.Run.Clock);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await acceptor.AcceptAsync(soon.Token));
            Assert.Equal(Duration.FromSeconds(2), hosts.Run.Now);

            await using TcpStream stream = await hosts.Client.ConnectAsync("server:80");
            await using TcpStream accepted = await acceptor.AcceptAsync();
            using var later = new CancellationTokenSource(TimeSpan.FromSeconds(1), hosts.Run.Clock);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(new byte[1], later.Token));
            await accepted.WriteAsync("x"u8.ToArray());
            Assert.Equal(1, await stream.ReadAsync(new byte[1]));

            using var never = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), hosts.Run.Clock);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hosts.Client.ConnectAsync(IpEndpoint.Parse("10.0.0.50:1"), cancellation: never.Token));
        });
    }

    [Fact]
    public void Blocking_calls_drive_the_clock_themselves()
    {
        using var hosts = new TwoHosts();
        using TcpAcceptor acceptor = hosts.Server.Listen(7);
        Task server = ServeEchoAsync(acceptor);
        using TcpStream stream = hosts.Run.Drive(() => hosts.Client.ConnectAsync("[fd00::2]:7"));
        stream.Write("hello"u8);
        byte[] answer = new byte[5];
        stream.ReadExactly(answer);
        Assert.Equal("hello"u8.ToArray(), answer);
        stream.Shutdown();
        hosts.Run.RunUntil(server);
    }

    [Fact]
    public void Both_halves_are_pipes_too()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(0);
            Assert.NotEqual(0, acceptor.Port);
            Task server = ServeEchoAsync(acceptor);
            await using TcpStream stream = await hosts.Client.ConnectAsync($"server:{acceptor.Port}");
            await stream.Output.WriteAsync("by pipe"u8.ToArray());
            await stream.Output.CompleteAsync();
            System.IO.Pipelines.ReadResult all = await stream.Input.ReadAtLeastAsync(100);
            Assert.Equal("by pipe", Encoding.ASCII.GetString(all.Buffer));
            Assert.True(all.IsCompleted);
            stream.Input.AdvanceTo(all.Buffer.End);
            await server;
        });
    }

    [Fact]
    public void Closing_ends_a_read_in_progress()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(80);
            TcpStream stream = await hosts.Client.ConnectAsync("server:80");
            Task reading = stream.ReadExactlyAsync(new byte[1]).AsTask();
            stream.Dispose();
            await Assert.ThrowsAsync<IOException>(() => reading);
        });
    }

    [Fact]
    public void Options_of_a_socket_show_in_its_packets_and_figures()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(80);
            var options = new TcpSocketOptions { ReceiveBuffer = 20_000, SendBuffer = 30_000, KeepAlive = Duration.FromSeconds(10), KeepAliveInterval = Duration.FromSeconds(10) };
            await using TcpStream stream = await hosts.Client.ConnectAsync("server:80", options);
            await using TcpStream accepted = await acceptor.AcceptAsync();
            Assert.Equal((20_000, 30_000), (stream.Info.ReceiveBuffer, stream.Info.SendBuffer));
            Assert.Equal(stream.LocalEndpoint, accepted.RemoteEndpoint);

            long before = accepted.Info.SegmentsReceived;
            await hosts.Client.DelayAsync(Duration.FromSeconds(25));
            Assert.Equal(before + 2, accepted.Info.SegmentsReceived);
            stream.SetOptions(new TcpSocketOptions { KeepAlive = Duration.Zero });
            await hosts.Client.DelayAsync(Duration.FromSeconds(25));
            Assert.Equal(before + 2, accepted.Info.SegmentsReceived);
        });
    }

    [Fact]
    public void The_stop_time_ends_a_wait()
    {
        using var hosts = new TwoHosts(time: "stop: 3 s");
        Assert.Throws<TimeoutException>(() => hosts.Run.Drive(async () =>
        {
            using TcpAcceptor acceptor = await hosts.Server.ListenAsync(80);
            await acceptor.AcceptAsync();
        }));
        Assert.Equal(Duration.FromSeconds(3), hosts.Run.Now);
    }

    private static async Task AssertError(SocketError expected, Func<Task> code)
    {
        SocketException error = await Assert.ThrowsAsync<SocketException>(code);
        Assert.Equal(expected, error.SocketErrorCode);
    }
}
