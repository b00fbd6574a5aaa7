using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NetSim.Simulation.Topology;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Ui.Tests;

/// <summary>The map as somebody sees and uses it in a browser.</summary>
[Collection(nameof(Browser))]
public sealed partial class MapTests
{
    private const string Lab = """
        name: lab
        time: { mode: virtual, stop: 100000 s }
        defaults: { link: { rate: 10 Mbit/s, delay: 2 ms } }
        nodes:
          a: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } }, routes: [ { to: default, via: 10.0.0.2 } ] }
          r: { kind: router, interfaces: { eth0: { address: 10.0.0.2/24 }, eth1: { address: 10.0.1.2/24 } } }
          c: { kind: host, interfaces: { eth0: { address: 10.0.1.3/24 } }, routes: [ { to: default, via: 10.0.1.2 } ] }
        links:
          - { endpoints: ["a:eth0", "r:eth0"], id: near }
          - { endpoints: ["r:eth1", "c:eth0"], id: far }
        """;

    private readonly Browser _browser;

    public MapTests(Browser browser)
    {
        Browser.SkipWithoutIt();
        _browser = browser;
    }

    [SkippableTheory]
    [InlineData("hello")]
    [InlineData("bufferbloat")]
    [InlineData("switch-lan")]
    [InlineData("dual-stack")]
    [InlineData("ecmp")]
    public async Task Every_node_and_link_is_on_the_map(string topology)
    {
        TopologyPlan plan = TopologyLoader.LoadFile(SourceTree.Topology(topology)).Plan!;
        using var run = new MapRun(SourceTree.Topology(topology), "--pace", "5");
        await using MapPageObject map = await _browser.Open(run);
        Assert.Equal(plan.Nodes.Select(node => node.Name), await map.Nodes());
        Assert.Equal(Enumerable.Range(0, plan.Links.Length).Select(plan.LinkName), await map.Links());
        Assert.Empty(await map.Misplaced());
        Assert.Equal(plan.Nodes.Length + plan.Links.Length, await map.Page.Locator("#panel [data-node], #panel [data-link]").CountAsync());
        await map.Picture(topology);
        Assert.Empty(map.Complaints);
        // The token is no longer where others may see it.
        Assert.Equal(run.Origin + "/", map.Page.Url);
    }

    [SkippableFact]
    public async Task A_link_that_is_clicked_and_set_to_lose_half_loses_half_of_the_pings_of_a_terminal()
    {
        using var folder = new TestFolder();
        using var run = new MapRun(folder.Write("lab.yaml", Lab), "--pace", "10");
        await using MapPageObject map = await _browser.Open(run);
        await map.ClickNode("a");
        await map.Press("Terminal");
        Assert.Contains("3 received, 0 % packet loss", await map.Type("ping c count=3 every=100ms", "packet loss"));

        await map.ClickLink("far");
        await map.Page.Locator("#link-loss").FillAsync("50 %");
        await map.Press("Set");
        await Assertions.Expect(map.Page.Locator(".direction").First).ToContainTextAsync("loss 50 %");
        await map.ClickNode("a");
        await map.Press("Terminal");
        string said = await map.Type("ping c count=200 every=10ms", "200 packets transmitted");
        // There and back: three of four get lost, give or take four standard deviations.
        double loss = double.Parse(LossFigure().Matches(said)[^1].Groups["loss"].Value, CultureInfo.InvariantCulture);
        Assert.InRange(loss, 62, 88);
        await map.Picture("terminal");

        await map.ClickLink("far");
        await map.Press("As in the file");
        await Assertions.Expect(map.Page.Locator(".direction").First).Not.ToContainTextAsync("loss 50 %");
        await map.Press("Cut");
        await Assertions.Expect(map.Page.Locator("#panel .badge")).ToHaveTextAsync("down");
        await Assertions.Expect(map.Page.Locator("#link-loss")).ToHaveValueAsync("0 %");
        await map.Picture("link-down");
        await map.Press("Mend");
        await Assertions.Expect(map.Page.Locator("#panel .badge")).ToHaveTextAsync("up");
        Assert.Empty(map.Complaints);
    }

    [SkippableFact]
    public async Task What_is_refused_is_told_in_the_files_words()
    {
        using var folder = new TestFolder();
        using var run = new MapRun(folder.Write("lab.yaml", Lab), "--pace", "10");
        await using MapPageObject map = await _browser.Open(run);
        await map.ClickLink("near");
        await map.Page.Locator("#link-delay").FillAsync("5");
        await map.Press("Set");
        await Assertions.Expect(map.Page.Locator("#toast")).ToContainTextAsync("'5' has no unit");
        await map.ClickNode("c");
        await map.Press("Terminal");
        await map.Type("ping nobody", "'nobody' is neither a node nor an address");
        await map.Type("addr", "eth0: up  10.0.1.3/24");
    }

    [SkippableFact]
    public async Task Pausing_and_stepping_change_nothing()
    {
        string file = SourceTree.Topology("hello");
        string expected = Netsim.Run("run", file, "--json").Fingerprint;
        using var run = new MapRun(file, "--pace", "paused");
        await using MapPageObject map = await _browser.Open(run);
        await map.State("paused");
        Assert.Equal(0, await map.Now());
        await map.Press("Step");
        await Assertions.Expect(map.Page.Locator("#now")).ToHaveTextAsync("0.010000000 s");
        await map.Press("Next event");
        await Assertions.Expect(map.Page.Locator("#now")).Not.ToHaveTextAsync("0.010000000 s");
        double then = await map.Now();
        Assert.InRange(then, 0.01, 10);
        await map.Page.Keyboard.PressAsync(".");
        await Assertions.Expect(map.Page.Locator("#now")).ToHaveTextAsync((then + 0.01).ToString("F9", CultureInfo.InvariantCulture) + " s");
        await map.Press("Resume");
        await map.State("running");
        await map.Press("Pause");
        await map.State("paused");
        await map.Page.Locator("#pace").SelectOptionAsync("0");
        await map.Press("Resume");
        await map.State("ended");
        // Also what is over can be looked at.
        await map.ClickNode("r1");
        await Assertions.Expect(map.Page.Locator("#panel")).ToContainTextAsync("Neighbours");
        await map.Picture("ended");
        NetsimResult result = run.Process.Interrupt();
        Assert.Equal((0, expected), (result.Status, result.Fingerprint));
        Assert.False(result.Json.GetProperty("interrupted").GetBoolean());
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light, 1280, "light")]
    [InlineData(ColorScheme.Dark, 1280, "dark")]
    [InlineData(ColorScheme.Light, 390, "narrow")]
    [InlineData(ColorScheme.Dark, 390, "narrow-dark")]
    public async Task The_page_fits_its_window_by_day_and_by_night(ColorScheme scheme, int width, string name)
    {
        using var run = new MapRun(SourceTree.Topology("bufferbloat"), "--pace", "10");
        await using MapPageObject map = await _browser.Open(run, scheme, width, 844);
        await Assertions.Expect(map.Page.Locator("#panel [data-link] small").Last).ToContainTextAsync("bit/s");
        Assert.True(await map.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
        await map.Picture(name);
        await map.Page.Locator("#panel [data-link]").First.ClickAsync();
        await map.Picture(name + "-link");
        await map.Page.Keyboard.PressAsync("Escape");
        await map.Page.Locator("#panel [data-node=r1]").ClickAsync();
        await Assertions.Expect(map.Page.Locator("#panel")).ToContainTextAsync("Routes");
        await map.Picture(name + "-node");
        Assert.Empty(map.Complaints);
    }

    [SkippableFact]
    public async Task Everything_can_be_done_with_the_keyboard()
    {
        using var folder = new TestFolder();
        using var run = new MapRun(folder.Write("lab.yaml", Lab), "--pace", "paused");
        await using MapPageObject map = await _browser.Open(run);
        await map.Page.Keyboard.PressAsync("Space");
        await map.State("running");
        await map.Page.Keyboard.PressAsync("Space");
        await map.State("paused");
        await map.Page.Locator("#panel [data-link=near]").FocusAsync();
        await map.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(map.Page.Locator("#panel h2")).ToHaveTextAsync("a – r");
        await map.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(map.Page.Locator("#panel h2").First).ToHaveTextAsync("3 nodes");
    }

    [GeneratedRegex("(?<loss>[0-9.]+) % packet loss")]
    private static partial Regex LossFigure();
}
