using System.Text.Json;
using Microsoft.Playwright;

namespace NetSim.Ui.Tests;

/// <summary>Packets under way, as dots on the map of a run whose time stands still or passes slowly.</summary>
[Collection(nameof(Browser))]
public sealed class PacketTests
{
    /// <summary>98 bytes take 784 µs to send.</summary>
    private const double FlightS = 0.100784;

    private const string Lab = """
        name: wires
        time: { mode: virtual, stop: 100000 s }
        nodes:
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, apps: [ { ping: { to: b, every: 10 ms, count: 100000 } } ] }
          b: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
          c: { kind: host, interfaces: { eth0: { address: 10.0.1.1/24 } }, apps: [ { sink: {} } ] }
          d: { kind: host, interfaces: { eth0: { address: 10.0.1.2/24 } }, apps: [ { bulk: { to: c } } ] }
        links:
          - { endpoints: ["a:eth0", "b:eth0"], id: pings, rate: 1 Mbit/s, delay: 100 ms }
          - { endpoints: ["c:eth0", "d:eth0"], id: bulk, rate: 2 Mbit/s, delay: 50 ms }
        """;

    private readonly Browser _browser;

    public PacketTests(Browser browser)
    {
        Browser.SkipWithoutIt();
        _browser = browser;
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light, 1280, "packets")]
    [InlineData(ColorScheme.Dark, 390, "packets-narrow-dark")]
    public async Task While_time_stands_still_every_packet_on_a_wire_is_a_dot_where_it_is(ColorScheme scheme, int width, string name)
    {
        using var folder = new TestFolder();
        using var run = new MapRun(folder.Write("lab.yaml", Lab), "--pace", "paused");
        await using MapPageObject map = await _browser.Open(run, scheme, width);
        await map.Page.Locator("#stride").SelectOptionAsync("1 s");
        await map.Press("Step");
        await Assertions.Expect(map.Page.Locator("#now")).ToHaveTextAsync("1.000000000 s");
        Packet[] first = await OnWires(map, now: 1);
        Packet[] pings = [.. first.Where(one => one.Link == "pings")];
        Assert.All(pings, one => Assert.Equal(FlightS, one.Arrival - one.Departure, 1e-9));
        Assert.All(pings, one => Assert.Equal(("icmp", true), (one.Protocol, one.Departure <= 1 && one.Arrival > 1)));
        Assert.All(pings, one => Assert.Contains("ICMP echo", one.Text));
        // One each 10 ms in each direction.
        Assert.InRange(pings.Count(one => one.From == "a"), 10, 11);
        Assert.InRange(pings.Count(one => one.From == "b"), 10, 11);
        // The queue of the sender is behind those that are on the wire.
        Assert.Contains(first, one => one.Link == "bulk" && one.Departure > 1);

        await Assertions.Expect(map.Page.Locator("#dots")).ToHaveAttributeAsync("data-dots", first.Count(one => one.Departure <= 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(map.Page.Locator("#tally")).ToContainTextAsync("waiting");
        foreach (Packet one in pings) Assert.True(await IsDotAt(map, one, 1), $"no dot at {one}");
        await map.Picture(name);

        // What they are can be pointed at, and read.
        (float x, float y) = await PlaceOf(map, pings[4], 1);
        await map.Page.Mouse.MoveAsync(x, y);
        await Assertions.Expect(map.Page.Locator("#tip")).ToHaveTextAsync(pings[4].Text);
        await map.Picture(name + "-tip");
        await map.Page.Locator("#panel [data-link=pings]").ClickAsync();
        await Assertions.Expect(map.Page.Locator("#packets tbody tr")).ToHaveCountAsync(pings.Length);
        await Assertions.Expect(map.Page.Locator("#packets")).ToContainTextAsync("ICMP echo request");

        // A little later those have arrived whose time has come, and the others are as they were.
        await map.Page.Locator("#stride").SelectOptionAsync("10 ms");
        await map.Page.Locator("#panel").FocusAsync();
        await map.Page.Keyboard.PressAsync(".");
        await Assertions.Expect(map.Page.Locator("#now")).ToHaveTextAsync("1.010000000 s");
        Packet[] then = await OnWires(map, now: 1.01);
        Assert.Equal(first.Where(one => one.Arrival > 1.01), then.Where(one => first.Contains(one)));
        await map.Page.Keyboard.PressAsync("n");
        await Assertions.Expect(map.Page.Locator("#now")).Not.ToHaveTextAsync("1.010000000 s");
        Assert.Empty(map.Complaints);
    }

    [SkippableFact]
    public async Task In_slow_motion_the_dots_move_by_themselves_and_at_full_speed_there_are_none()
    {
        using var folder = new TestFolder();
        using var run = new MapRun(folder.Write("lab.yaml", Lab), "--pace", "0.01");
        await using MapPageObject map = await _browser.Open(run, motion: ReducedMotion.NoPreference);
        await map.Page.WaitForFunctionAsync("() => Number(document.getElementById('dots').dataset.dots) > 0");
        // What is shown never goes back, and gets from one packet's place to the next.
        double[] shown = await map.Page.EvaluateAsync<double[]>("""
            new Promise(resolve => {
                const shown = [];
                const look = () => {
                    shown.push(Number(document.getElementById('dots').dataset.at));
                    if (shown.at(-1) > shown[0] + 0.01) resolve(shown);
                    else requestAnimationFrame(look);
                };
                look();
            })
            """);
        Assert.Equal(shown.Order(), shown);
        Assert.True(await map.Now() >= shown[^1] - 0.01);
        await map.Picture("packets-slow");
        await map.Page.Locator("#pace").SelectOptionAsync("10");
        await Assertions.Expect(map.Page.Locator("#dots")).ToHaveAttributeAsync("data-dots", "0");
        await Assertions.Expect(map.Page.Locator("#dots")).ToBeHiddenAsync();
        Assert.Empty(map.Complaints);
    }

    private sealed record Packet(string Link, string From, double Departure, double Arrival, string Protocol, string Text);

    private static async Task<Packet[]> OnWires(MapPageObject map, double now)
    {
        JsonElement told = await map.Page.EvaluateAsync<JsonElement>("fetch('/v1/packets').then(answer => answer.json())");
        Assert.Equal(now, told.GetProperty("time_s").GetDouble());
        Assert.Equal(0, told.GetProperty("left_out").GetInt32());
        return
        [
            .. told.GetProperty("packets").EnumerateArray().Select(one => new Packet(
                one.GetProperty("link").GetString()!, one.GetProperty("from").GetString()!, one.GetProperty("departure_s").GetDouble(), one.GetProperty("arrival_s").GetDouble(),
                one.GetProperty("protocol").GetString()!, one.GetProperty("text").GetString()!)),
        ];
    }

    /// <summary>In the window: as far from one end of the link as the packet has got, and a little to the right of its way.</summary>
    private static async Task<(float X, float Y)> PlaceOf(MapPageObject map, Packet one, double now)
    {
        JsonElement at = await map.Page.EvaluateAsync<JsonElement>("""
            ([link, from, progress]) => {
                const box = document.getElementById('map').getBoundingClientRect();
                const edge = document.getElementById('map')._cyreg.cy.edges().filter(one => one.data('name') === link);
                const ends = [edge.renderedSourceEndpoint(), edge.renderedTargetEndpoint()];
                if (from === 'b') ends.reverse();
                const [start, end] = ends, length = Math.hypot(end.x - start.x, end.y - start.y);
                const dx = (end.x - start.x) / length, dy = (end.y - start.y) / length;
                return { x: box.x + start.x + dx * length * progress - dy * 6, y: box.y + start.y + dy * length * progress + dx * 6 };
            }
            """, new object[] { one.Link, one.From, (now - one.Departure) / (one.Arrival - one.Departure) });
        return (at.GetProperty("x").GetSingle(), at.GetProperty("y").GetSingle());
    }

    private static async Task<bool> IsDotAt(MapPageObject map, Packet one, double now)
    {
        (float x, float y) = await PlaceOf(map, one, now);
        return await map.Page.EvaluateAsync<bool>("""
            ([x, y, protocol]) => {
                const dots = document.getElementById('dots'), box = dots.getBoundingClientRect();
                const copy = Object.assign(document.createElement('canvas'), { width: dots.width, height: dots.height });
                const context = copy.getContext('2d', { willReadFrequently: true });
                context.drawImage(dots, 0, 0);
                const { data } = context.getImageData(Math.round((x - box.x) * dots.width / box.width), Math.round((y - box.y) * dots.height / box.height), 1, 1);
                const hex = getComputedStyle(document.documentElement).getPropertyValue('--packet-' + protocol).trim();
                return data[3] > 200 && [1, 3, 5].every((at, i) => Math.abs(parseInt(hex.slice(at, at + 2), 16) - data[i]) < 40);
            }
            """, new object[] { (double)x, (double)y, one.Protocol });
    }
}
