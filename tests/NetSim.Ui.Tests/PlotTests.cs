using System.Text.Json;
using Microsoft.Playwright;

namespace NetSim.Ui.Tests;

/// <summary>A TCP connection over time, as somebody sees it who clicks it.</summary>
[Collection(nameof(Browser))]
public sealed class PlotTests
{
    /// <summary>A transfer that overflows the queue before a narrow link again and again.</summary>
    private const string Lab = """
        name: sawtooth
        seed: 4
        time: { mode: virtual, stop: 100000 s }
        nodes:
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, routes: [ { to: default, via: 10.0.0.2 } ], apps: [ { bulk: { to: c } } ] }
          r: { kind: router, interfaces: { eth0: { address: 10.0.0.2/24 }, eth1: { address: 10.0.1.2/24 } } }
          c: { kind: host, interfaces: { eth0: { address: 10.0.1.3/24 } }, routes: [ { to: default, via: 10.0.1.2 } ], apps: [ { sink: {} } ] }
        links:
          - { endpoints: ["a:eth0", "r:eth0"], id: near, rate: 100 Mbit/s, delay: 1 ms }
          - { endpoints: ["r:eth1", "c:eth0"], id: far, rate: 4 Mbit/s, delay: 20 ms, queue: { limit: 20 packets } }
        """;

    private readonly Browser _browser;

    public PlotTests(Browser browser)
    {
        Browser.SkipWithoutIt();
        _browser = browser;
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light, 1280, "tcp-plot")]
    [InlineData(ColorScheme.Dark, 1280, "tcp-plot-dark")]
    [InlineData(ColorScheme.Light, 390, "tcp-plot-narrow")]
    public async Task A_connection_that_is_clicked_is_drawn_over_time(ColorScheme scheme, int width, string name)
    {
        using var folder = new TestFolder();
        using var run = new MapRun(folder.Write("lab.yaml", Lab), "--pace", "10");
        await using MapPageObject map = await _browser.Open(run, scheme, width, 900);
        ILocator sender = map.Page.Locator("#connections [data-connection='a 0']");
        await Assertions.Expect(sender).ToContainTextAsync("↻");
        await sender.ClickAsync();
        await Assertions.Expect(map.Page.Locator("#panel h2")).ToHaveTextAsync("a");
        await Assertions.Expect(map.Page.Locator("#panel canvas")).ToHaveCountAsync(3);
        foreach ((int chart, string curve) in new[] { (0, "curve-1"), (0, "curve-2"), (0, "curve-3"), (1, "curve-4"), (2, "high") })
            Assert.True(await IsDrawn(map, chart, curve), $"{curve} is not in chart {chart}");

        // It goes on by itself, with the figures of the present.
        await Assertions.Expect(Value(map, "SRTT")).ToContainTextAsync("ms");
        int then = await Readings(map);
        await map.Page.WaitForFunctionAsync("then => Number(document.querySelector('.plot').dataset.readings) > then", then);
        // The figures of any moment can be read with the keyboard; before the first loss there was no threshold.
        await map.Page.Locator(".plot").FocusAsync();
        await map.Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(Value(map, "ssthresh")).ToHaveTextAsync("–");
        await map.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(Value(map, "ssthresh")).ToContainTextAsync("B");
        await Assertions.Expect(Value(map, "SRTT")).ToContainTextAsync("ms");
        Assert.True(await map.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
        await map.Page.Locator(".plot").ScrollIntoViewIfNeededAsync();
        await map.Picture(name);
        Assert.Empty(map.Complaints);
    }

    [SkippableFact]
    public async Task What_is_drawn_is_what_the_run_has_sampled()
    {
        using var folder = new TestFolder();
        using var run = new MapRun(folder.Write("lab.yaml", Lab), "--pace", "paused");
        await using MapPageObject map = await _browser.Open(run);
        for (int i = 0; i < 3; i++) await map.Page.EvaluateAsync("fetch('/v1/time', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{\"step\":\"2 s\"}' })");
        await Assertions.Expect(map.Page.Locator("#now")).ToHaveTextAsync("6.000000000 s");
        // The connection can be had from its node as well, and its name says nothing to a node that never had it.
        await map.Page.Locator("#panel [data-node=a]").ClickAsync();
        await map.Page.Locator("#panel [data-connection='a 0']").ClickAsync();
        await map.Page.Locator("#panel canvas").First.WaitForAsync();
        JsonElement told = await map.Page.EvaluateAsync<JsonElement>("fetch('/v1/nodes/a/connections/0').then(answer => answer.json())");
        double[] times = Numbers(told, "times_s"), windows = Numbers(told, "congestion_window"), again = Numbers(told, "segments_retransmitted");
        Assert.Equal(times.Order().Distinct(), times);
        Assert.True(times.Length > 100 && times[^1] == 6, $"{times.Length} readings up to {times[^1]}");
        Assert.Equal(times.Length, await Readings(map));
        Assert.All(new[] { "slow_start_threshold", "in_flight", "smoothed_rtt_s" }, key => Assert.Equal(times.Length, told.GetProperty(key).GetArrayLength()));
        // A sawtooth: the window falls at each loss, and what was lost is sent again.
        Assert.True(windows.Zip(windows.Skip(1)).Count(pair => pair.Second < pair.First) >= 2);
        Assert.Equal(again.Order(), again);
        Assert.True(again[^1] > 0);
        Assert.Equal(404, await map.Page.EvaluateAsync<int>("fetch('/v1/nodes/r/connections/0').then(answer => answer.status)"));
        await map.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(map.Page.Locator("#panel h2").First).ToHaveTextAsync("3 nodes");
    }

    private static ILocator Value(MapPageObject map, string label) =>
        map.Page.Locator(".plot .u-series").Filter(new LocatorFilterOptions { HasText = label }).Locator(".u-value");

    private static async Task<int> Readings(MapPageObject map) => await map.Page.EvaluateAsync<int>("Number(document.querySelector('.plot').dataset.readings)");

    private static double[] Numbers(JsonElement told, string key) => [.. told.GetProperty(key).EnumerateArray().Select(one => one.GetDouble())];

    /// <summary>Whether there is a pixel of a curve's own colour.</summary>
    private static Task<bool> IsDrawn(MapPageObject map, int chart, string curve) => map.Page.EvaluateAsync<bool>("""
        ([chart, curve]) => {
            const hex = getComputedStyle(document.documentElement).getPropertyValue('--' + curve).trim();
            const wanted = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
            const canvas = document.querySelectorAll('#panel canvas')[chart];
            const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
            const context = copy.getContext('2d', { willReadFrequently: true });
            context.drawImage(canvas, 0, 0);
            const { data } = context.getImageData(0, 0, copy.width, copy.height);
            for (let i = 0; i < data.length; i += 4)
                if (data[i + 3] > 200 && wanted.every((part, k) => Math.abs(data[i + k] - part) < 12)) return true;
            return false;
        }
        """, new object[] { chart, curve });
}
