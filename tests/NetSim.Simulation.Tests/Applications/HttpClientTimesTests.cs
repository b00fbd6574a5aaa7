using NetSim.Simulation.Applications.Http;
using NetSim.Simulation.Running;
using NetSim.Simulation.Tests.Sockets;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Applications;

public sealed class HttpClientTimesTests
{
    [Theory]
    // From start to start, or from the end of an answer: the last of eleven requests begins ten intervals after the first.
    [InlineData("every: 1 s", 10_000, 10_100)]
    [InlineData("think: 1 s", 10_200, 11_000)]
    [InlineData("think: 0 s", 200, 1_000)]
    [InlineData("think: { mean: 1 s, distribution: uniform }", 2_000, 20_000)]
    public void Requests_come_as_often_as_the_file_says(string times, long earliest, long latest)
    {
        using var hosts = new TwoHosts("[{ http: { body: hello } }]", clientApps: $"[{{ http-client: {{ url: 'http://server/', count: 11, {times} }} }}]");
        RunSummary summary = hosts.Run.Run();
        HttpClientRecord client = Assert.Single(summary.Applications.OfType<HttpClientRecord>());
        Assert.Equal((11, 11, null), (client.Sent, client.Received, client.Error));
        NetSim.Simulation.Actors.Sockets.TcpFlow[] flows = [.. summary.Flows.Where(flow => flow.IsActive)];
        Duration span = flows[^1].Opened - flows[0].Opened;
        Assert.InRange(span.Nanoseconds / 1_000_000, earliest, latest);
    }
}
