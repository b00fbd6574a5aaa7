using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Running;
using NetSim.Simulation.Tests.Sockets;
using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Applications.Iperf;

public sealed class IperfTransferTests
{
    [Theory]
    [InlineData("udp: true, rate: 1 Tbit/s, length: 16, time: 2 us")]
    [InlineData("rate: 1 Tbit/s, length: 16, bytes: 1 KB")]
    public void A_rate_that_no_clock_can_pace_ends_all_the_same(string test)
    {
        using var hosts = new TwoHosts("[{ iperf: {} }]", time: "stop: 5 s", clientApps: $"[{{ iperf: {{ to: server, {test} }} }}]");
        RunSummary summary = hosts.Run.Run();
        Assert.All(summary.Applications.OfType<IperfRecord>(), record =>
        {
            Assert.Null(record.Error);
            Assert.Equal(1, record.Tests);
        });
    }

    [Theory]
    [InlineData("bytes: 300 KB")]
    [InlineData("bytes: 300 KB, parallel: 3")]
    [InlineData("bytes: 300 KB, rate: 5 Mbit/s, length: 10000")]
    public void A_test_of_so_many_bytes_ends_when_the_server_has_them_not_when_the_send_buffer_does(string test)
    {
        using var hosts = new TwoHosts("[{ iperf: {} }]", time: "stop: 60 s", clientApps: $"[{{ iperf: {{ to: server, {test} }} }}]");
        IperfRecord client = hosts.Run.Run().Applications.OfType<IperfRecord>().First();
        Assert.Null(client.Error);
        IperfFigures sent = Assert.Single(client.Outcomes).Sent!;
        Assert.True(sent.BytesSent >= 300_000);
        Assert.Equal(sent.BytesSent, sent.BytesReceived);
    }

    [Fact]
    public void The_cookie_is_no_write_of_the_test_however_late_it_is_taken()
    {
        var parameters = new IperfParameters { Length = 1000, Bytes = 100_000 };
        var transfer = new IperfTransfer(parameters, new DiagnosticPacketPool(), ActorRefs.Nobody, IperfCookie.Length);
        var stream = new IperfStream(1, IperfRole.Sender, parameters)
        {
            Socket = ActorRefs.Nobody,
            Remote = new IpEndpoint(IpAddress.Parse("10.0.0.2"), 5201),
            AwaitsCookie = true,
        };
        transfer.Add(stream);
        transfer.Start(Instant.Zero);
        int ahead = stream.Writes;
        transfer.OnWritten(Instant.Zero, stream);
        Assert.Equal((0, ahead), (stream.Bytes, stream.Writes));
        transfer.OnWritten(Instant.Zero, stream);
        Assert.Equal((1000, ahead), (stream.Bytes, stream.Writes));
    }
}
