using System.Net;
using NetSim.Simulation.Sockets;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Sockets;

public class HttpClientTests
{
    private static readonly string Page = new('x', 20_000);

    [Fact]
    public void A_real_HttpClient_fetches_a_page_from_a_simulated_server()
    {
        using var hosts = new TwoHosts(apps: "[{ http: { port: 80, body: \"" + Page + "\" } }]");
        using var handler = new SocketsHttpHandler { ConnectCallback = hosts.Client.ConnectAsync };
        using var client = new HttpClient(handler);
        (HttpStatusCode Status, string Body) page = hosts.Run.Drive(
            async () =>
            {
                await hosts.Client.DelayAsync(Duration.FromMilliseconds(10));
                using HttpResponseMessage response = await client.GetAsync(new Uri("http://server/page"));
                return (response.StatusCode, await response.Content.ReadAsStringAsync());
            },
            OutsideThreads.Pool);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(Page, page.Body);
        // The handshake, the request of 10 ms and 20,000 bytes at 10 Mbit/s: it was the simulated network that carried it.
        Assert.InRange(hosts.Run.Now.Nanoseconds, 45_000_000, 200_000_000);
    }
}
