using System.Buffers.Binary;
using System.Text;
using NetSim.Simulation.Applications.Iperf;
using NetSim.Simulation.Topology.Plan;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Applications.Iperf;

/// <summary>The two ends of a control connection, against each other and against what no client would send.</summary>
public sealed class IperfControlTests
{
    private static readonly byte[] Cookie = [.. Enumerable.Repeat((byte)'a', IperfCookie.Length - 1), 0];

    private static readonly IperfParameters Parameters = new()
    {
        Direction = IperfDirection.Bidirectional,
        Time = Duration.FromMilliseconds(1500),
        Parallel = 3,
        Length = 1000,
        Rate = 5_000_000,
        Transport = Transport.Udp,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10_000)]
    public void Client_and_server_go_through_a_test_however_the_bytes_are_cut(int piece)
    {
        var client = new IperfClientControl(Parameters, Cookie);
        var server = new IperfServerControl();
        List<IperfStep> clientSteps = [], serverSteps = [];
        Exchange();
        Assert.Equal([IperfStep.CreateStreams], serverSteps);
        Assert.Equal([IperfStep.CreateStreams], clientSteps);
        Assert.Equal(Cookie, server.Cookie);
        // Whole seconds go over the wire.
        Assert.Equal(Parameters with { Time = Duration.FromSeconds(2) }, server.Parameters);
        Assert.True(server.AwaitsStreams);

        server.Run();
        Exchange();
        Assert.Equal(IperfStep.Run, clientSteps[^1]);
        client.EndTest();
        Exchange();
        Assert.Equal(IperfStep.Stop, serverSteps[^1]);
        Assert.Equal(IperfStep.SendResults, clientSteps[^1]);

        var results = new IperfResults([new IperfStreamResult { Id = 1, Bytes = 7, Jitter = 0.25, Errors = 2, Packets = 9, Seconds = 1.5, OmittedPackets = 1, OmittedErrors = 1 }]);
        client.SendResults(results);
        Exchange();
        Assert.Equal(results.Streams, server.PeerResults.Streams);
        Assert.Equal(IperfStep.SendResults, serverSteps[^1]);
        server.SendResults(results);
        Exchange();
        Assert.Equal(results.Streams, client.PeerResults.Streams);
        Assert.Equal(IperfStep.Done, clientSteps[^1]);
        Assert.Equal(IperfStep.Done, serverSteps[^1]);

        void Exchange()
        {
            bool hasMoved = true;
            while (hasMoved)
            {
                hasMoved = Carry(client.Stream, server.Stream, () => Take(server.Next, serverSteps));
                hasMoved |= Carry(server.Stream, client.Stream, () => Take(client.Next, clientSteps));
            }
        }

        bool Carry(IperfControlStream from, IperfControlStream to, Action look)
        {
            bool any = false;
            while (from.TryTakeOutput(out byte[] bytes))
            {
                any = true;
                foreach (byte[] part in bytes.Chunk(piece))
                {
                    to.Add(part);
                    look();
                }
            }
            return any;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"udp\":true,\"len\":4}")]
    [InlineData("{\"tcp\":true,\"parallel\":0}")]
    [InlineData("{\"tcp\":true,\"parallel\":129}")]
    [InlineData("{\"tcp\":true,\"len\":-1}")]
    [InlineData("{\"tcp\":true,\"num\":-5}")]
    [InlineData("{\"tcp\":true,\"len\":1e99}")]
    [InlineData("{\"sctp\":true}")]
    public void Parameters_that_cannot_be_used_are_refused_with_an_error(string json)
    {
        var server = new IperfServerControl();
        server.Stream.Add(Cookie);
        server.Stream.Add(Framed(json));
        Assert.Equal(IperfStep.Fail, server.Next());
        Assert.NotEmpty(server.Problem);
        Assert.True(server.Stream.TryTakeOutput(out byte[] state));
        Assert.Equal([(byte)IperfState.ParamExchange], state);
        Assert.True(server.Stream.TryTakeOutput(out state));
        Assert.Equal([0xFE], state);
        Assert.True(server.Stream.TryTakeOutput(out byte[] errors));
        Assert.Equal(8, errors.Length);
    }

    [Fact]
    public void A_server_believes_no_length_and_no_state_that_has_no_place()
    {
        var longOne = new IperfServerControl();
        longOne.Stream.Add(Cookie);
        longOne.Stream.Add([0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.Equal(IperfStep.Fail, longOne.Next());
        Assert.Equal(IperfStep.None, longOne.Next());

        var early = new IperfServerControl();
        early.Stream.Add(Cookie);
        early.Stream.Add(Framed("{\"tcp\":true}"));
        Assert.Equal(IperfStep.CreateStreams, early.Next());
        early.Stream.Add([(byte)IperfState.TestEnd]);
        Assert.Equal(IperfStep.Fail, early.Next());
    }

    [Theory]
    [InlineData(new byte[] { 0xFF }, "the server is busy with another test")]
    [InlineData(new byte[] { 11 }, "the server has ended the test")]
    [InlineData(new byte[] { 0xFE, 0, 0, 0, 114, 0, 0, 0, 0 }, "the server reports error 114 of iperf3")]
    [InlineData(new byte[] { 77 }, "the server says 77, which means nothing now")]
    public void A_client_says_why_a_server_does_not_serve_it(byte[] answer, string problem)
    {
        var client = new IperfClientControl(Parameters, Cookie);
        client.Stream.Add(answer);
        Assert.Equal(IperfStep.Fail, client.Next());
        Assert.Equal(problem, client.Problem);
    }

    [Theory]
    [InlineData(new byte[] { 10 }, 10)]
    [InlineData(new byte[] { 9, 9 }, 9)]
    [InlineData(new byte[] { 9, 10, 10 }, 10)]
    [InlineData(new byte[] { 9, 10, 2 }, 2)]
    [InlineData(new byte[] { 9, 10, 1, 2, 2 }, 2)]
    [InlineData(new byte[] { 9, 10, 1, 2, 13 }, 13)]
    [InlineData(new byte[] { 14 }, 14)]
    public void A_client_obeys_nothing_before_its_time(byte[] states, int early)
    {
        var client = new IperfClientControl(Parameters, Cookie);
        client.Stream.Add(states);
        List<IperfStep> steps = [];
        Take(client.Next, steps);
        Assert.Equal(IperfStep.Fail, steps[^1]);
        Assert.Equal($"the server says {early}, which means nothing now", client.Problem);
    }

    [Fact]
    public void Random_bytes_end_a_test_and_make_no_step_twice_or_too_early()
    {
        byte[] known = [9, 10, 1, 2, 4, 13, 14, 16, 11, 0xFE, 0xFF, 0];
        IperfStep[] way = [IperfStep.CreateStreams, IperfStep.Run, IperfStep.Fail];
        int farthest = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 60)];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = random.Next(20) == 0 ? (byte)random.Next(256) : known[Math.Min(i / 2, random.Next(known.Length))];
            var server = new IperfServerControl();
            var client = new IperfClientControl(Parameters, Cookie);
            server.Stream.Add(bytes);
            client.Stream.Add(bytes);
            List<IperfStep> served = [], steps = [];
            Take(server.Next, served);
            Take(client.Next, steps);
            // No cookie has parameters of JSON behind it by chance.
            Assert.True(served is [] or [IperfStep.Fail]);
            Assert.Equal(way.Take(steps.Count - 1).Append(steps.LastOrDefault()), steps.DefaultIfEmpty());
            Assert.All(steps.SkipLast(1), step => Assert.NotEqual(IperfStep.Fail, step));
            farthest = Math.Max(farthest, steps.Count);
        }
        Assert.True(farthest > 1);
    }

    [Theory]
    [InlineData("1e308", "-1e308", "1e308")]
    [InlineData("1e-320", "0", "0")]
    [InlineData("-5", "0", "-1e308")]
    public void Whatever_times_a_peer_claims_the_figures_are_numbers(string end, string start, string jitter)
    {
        string stream = $"{{\"id\":1,\"bytes\":9e18,\"jitter\":{jitter},\"end_time\":{end},\"start_time\":{start}}}";
        Assert.True(IperfResults.TryParse(Encoding.ASCII.GetBytes($"{{\"streams\":[{stream},{stream}]}}"), out IperfResults results));
        IperfStreamResult one = results.Streams[0];
        var figures = new IperfFigures { BytesSent = one.Bytes, BytesReceived = one.Bytes, SendTime = one.Seconds, ReceiveTime = one.Seconds, Jitter = results.Streams.Average(each => each.Jitter) };
        Assert.All([figures.SendRate, figures.Throughput, figures.Jitter, figures.ReceiveTime], number => Assert.True(double.IsFinite(number) && number >= 0));
    }

    [Fact]
    public void Minus_one_without_its_sign_is_minus_one()
    {
        Assert.True(IperfResults.TryParse(Encoding.ASCII.GetBytes(
            "{\"streams\":[{\"id\":1,\"bytes\":5,\"retransmits\":18446744073709551615},{\"id\":3,\"bytes\":1.8446744073709552e+19}]}"), out IperfResults results));
        Assert.Equal(-1, results.Streams[0].Retransmits);
        Assert.Equal(-1, results.Streams[1].Bytes);
    }

    private static void Take(Func<IperfStep> next, List<IperfStep> steps)
    {
        for (IperfStep step = next(); step != IperfStep.None; step = next()) steps.Add(step);
    }

    private static byte[] Framed(string json)
    {
        var bytes = new byte[4 + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, json.Length);
        Encoding.ASCII.GetBytes(json, bytes.AsSpan(4));
        return bytes;
    }
}
