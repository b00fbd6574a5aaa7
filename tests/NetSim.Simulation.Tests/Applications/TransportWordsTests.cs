using NetSim.Simulation.Actors;
using NetSim.Simulation.Applications.Bulk;
using NetSim.Simulation.Applications.Http;
using NetSim.Simulation.Running;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Applications;

/// <summary>What the file says of TCP, and of the code points of packets.</summary>
public sealed class TransportWordsTests
{
    [Theory]
    [InlineData("ping: { to: b, count: 3, dscp: ef }", "echo:", "b:e", 46, 3)]
    [InlineData("traffic: { to: b, every: 1 ms, count: 5, dscp: 63 }", "discard: { transport: udp }", "b:e", 63, 5)]
    [InlineData("bulk: { to: b, bytes: 100 KB, dscp: le }", "sink:", "b:e", 1, 69)]
    [InlineData("transfer: { to: b, size: 100 KB, dscp: af11 }", "transfer:", "b:e", 10, 69)]
    [InlineData("http-client: { url: \"http://b/\", dscp: cs1 }", "http: { body: x }", "b:e", 8, 4)]
    [InlineData("http-client: { url: \"http://b/\" }", "http: { body: x, dscp: af41 }", "a:e", 34, 4)]
    [InlineData("iperf: { to: b, bytes: 100 KB, dscp: va }", "iperf:", "b:e", 44, 9)]
    [InlineData("iperf: { to: b, bytes: 100 KB, dscp: va, reverse: true }", "iperf:", "a:e", 44, 9)]
    [InlineData("iperf: { to: b, bytes: 100 KB, dscp: cs4, udp: true, reverse: true }", "iperf:", "a:e", 32, 60)]
    public void Packets_carry_the_code_point_that_the_file_gives_them(string client, string server, string where, int dscp, int least)
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load($"{{ {client} }}", $"{{ {server} }}", "rate: 100 Mbit/s, delay: 1 ms", $$"""
            expect:
              - { packets: { interface: "{{where}}", filter: "ip[1] & 0xfc = {{dscp << 2}}" }, count: ">= {{least}}" }
            """));
        Assert.All(summary.Expectations, expectation => Assert.True(expectation.Held, expectation.Seen));
    }

    [Fact]
    public void An_expected_ping_has_a_code_point_too()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load("{ echo: }", "{ echo: }", "delay: 1 ms", """
            expect:
              - { ping: { from: a, to: b, count: 2, dscp: ef }, loss: "= 0 %" }
              - { packets: { interface: "a:e", filter: "icmp and ip[1] = 184" }, count: ">= 2" }
            """));
        Assert.All(summary.Expectations, expectation => Assert.True(expectation.Held, expectation.Seen));
    }

    [Fact]
    public void Every_word_becomes_a_setting_of_the_connection()
    {
        var plan = new TcpPlan(CongestionControl.Bbr, Sack: false)
        {
            Ecn = EcnUse.On,
            Timestamps = false,
            WindowScale = false,
            TailLossProbes = false,
            Nagle = false,
            Pacing = true,
            FastOpen = true,
            InitialWindow = 3,
            ReceiveBuffer = new ByteSize(5000),
            SendBuffer = new ByteSize(6000),
            DelayedAck = Duration.FromMilliseconds(7),
            MinRto = Duration.FromMilliseconds(8),
            UserTimeout = Duration.FromSeconds(9),
            KeepAlive = Duration.FromSeconds(10),
            KeepAliveInterval = Duration.FromSeconds(11),
            KeepAliveProbes = 12,
        };
        TcpSettings expected = TcpSettings.Default with
        {
            Congestion = CongestionAlgorithm.Bbr,
            Sack = false,
            Ecn = EcnUse.On,
            Timestamps = false,
            WindowScale = false,
            TailLossProbes = false,
            Nagle = false,
            Pacing = PacingUse.Always,
            FastOpen = FastOpenUse.On,
            InitialWindow = 3,
            ReceiveBuffer = 5000,
            SendBuffer = 6000,
            DelayedAck = Duration.FromMilliseconds(7),
            MinimumRetransmissionTimeout = Duration.FromMilliseconds(8),
            UserTimeout = Duration.FromSeconds(9),
            KeepAlive = KeepAliveUse.On,
            KeepAliveIdle = Duration.FromSeconds(10),
            KeepAliveInterval = Duration.FromSeconds(11),
            KeepAliveProbes = 12,
            Dscp = 46,
        };
        Assert.Equal(expected, TcpWords.OptionsOf(plan, dscp: 46)!.ApplyTo(TcpSettings.Default));
        Assert.Equal(TcpSettings.Default, TcpWords.OptionsOf(TcpPlan.Default).ApplyTo(TcpSettings.Default));
        Assert.Null(TcpWords.OptionsOf(null, dscp: 0));
    }

    [Fact]
    public void With_fast_open_requests_ride_on_their_SYN_from_the_second_connection_on()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load(
            "{ http-client: { url: \"http://b/\", count: 3, tcp: { fast-open: true } } }", "{ http: { body: x, tcp: { fast-open: true } } }", "delay: 50 ms", """
            expect:
              - { packets: { interface: "b:e", filter: "tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn and ip[2:2] > 120" }, count: "= 2" }
            """));
        HttpClientRecord record = Assert.Single(summary.Applications.OfType<HttpClientRecord>());
        Assert.Equal((3L, 200, null), (record.Received, record.LastStatus, record.Error));
        Assert.All(summary.Expectations, expectation => Assert.True(expectation.Held, expectation.Seen));
    }

    [Fact]
    public void A_connection_is_given_up_when_its_user_time_out_is_over()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load(
            "{ bulk: { to: b, for: 300 s, tcp: { user-timeout: 5 s } } }", "{ sink: }",
            more: "events: [ { at: 10 s, link: cable, set: { loss: 100 % } } ]"));
        BulkRecord record = Assert.Single(summary.Applications.OfType<BulkRecord>());
        Assert.Equal("connection ended: TimedOut", record.Error);
        Assert.InRange(summary.Figures.Simulated.TotalSeconds, 14.9, 25);
    }

    [Fact]
    public void A_fixed_receive_buffer_bounds_what_a_long_line_carries()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load(
            "{ bulk: { to: b, bytes: 2 MB } }", "{ sink: }", "rate: 1 Gbit/s, delay: 50 ms", "defaults: { tcp: { receive-buffer: 64 KiB } }"));
        BulkRecord record = Assert.Single(summary.Applications.OfType<BulkRecord>());
        Assert.InRange(record.Throughput!.Value, 0.75 * 65536 * 8 / 0.1, 65536 * 8 / 0.1);
    }

    [Fact]
    public void With_ECN_a_queue_marks_instead_of_dropping()
    {
        RunSummary summary = ApplicationRun.Of(ApplicationRun.Load(
            "{ bulk: { to: b, bytes: 5 MB, tcp: { ecn: on } } }", "{ sink: }", "rate: 10 Mbit/s, delay: 10 ms, queue: { kind: codel, ecn: true }"));
        DirectionSummary way = Assert.Single(summary.Links).AToB;
        Assert.True(way.Queued!.Value.Marked > 0);
        Assert.Empty(way.Drops);
    }
}
