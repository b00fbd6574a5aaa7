using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace NetSim.Ui.Tests;

/// <summary>The map in a browser, in the words of whoever looks at it.</summary>
public sealed class MapPageObject : IAsyncDisposable
{
    private const string Graph = "document.getElementById('map')._cyreg.cy";

    private readonly IPage _page;
    private readonly List<string> _complaints = [];

    public MapPageObject(IPage page)
    {
        _page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page => _page;

    /// <summary>What the browser had to say against the page: errors, and what the policy has kept out.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public async ValueTask DisposeAsync() => await _page.Context.DisposeAsync();

    public Task<string[]> Nodes() => _page.EvaluateAsync<string[]>($"{Graph}.nodes().map(one => one.data('name'))");

    public Task<string[]> Links() => _page.EvaluateAsync<string[]>($"{Graph}.edges().map(one => one.data('name'))");

    /// <summary>Names of nodes that lie outside of the picture, or on top of another.</summary>
    public Task<string[]> Misplaced() => _page.EvaluateAsync<string[]>($$"""
        (() => {
            const box = document.getElementById('map').getBoundingClientRect();
            const at = {{Graph}}.nodes().map(one => ({ name: one.data('name'), ...one.renderedPosition() }));
            return at.filter((one, i) => one.x < 0 || one.y < 0 || one.x > box.width || one.y > box.height
                || at.some((other, j) => i !== j && Math.hypot(one.x - other.x, one.y - other.y) < 15)).map(one => one.name);
        })()
        """);

    public Task ClickLink(string id) => Click($"{Graph}.edges().filter(one => one.data('name') === {Quoted(id)}).renderedMidpoint()");

    public Task ClickNode(string name) => Click($"{Graph}.nodes().filter(one => one.data('name') === {Quoted(name)}).renderedPosition()");

    /// <summary>The simulated time, in seconds.</summary>
    public async Task<double> Now() => double.Parse((await _page.Locator("#now").InnerTextAsync()).Split(' ')[0], CultureInfo.InvariantCulture);

    public Task State(string state) => _page.Locator($"#state[data-state={state}]").WaitForAsync();

    public Task Press(string button) => _page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).ClickAsync();

    /// <summary>Types a line into the terminal that is open, and waits for what it is to say.</summary>
    public async Task<string> Type(string line, string until)
    {
        await _page.Keyboard.TypeAsync(line);
        await _page.Keyboard.PressAsync("Enter");
        ILocator rows = _page.Locator(".terminal-box:not([hidden]) .xterm-rows");
        await Assertions.Expect(rows).ToContainTextAsync(until, new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });
        return await rows.InnerTextAsync();
    }

    /// <summary>Keeps a picture of the page under artifacts/screenshots.</summary>
    public Task Picture(string name)
    {
        string folder = SourceTree.File("artifacts/screenshots");
        Directory.CreateDirectory(folder);
        return _page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
    }

    private async Task Click(string position)
    {
        JsonElement at = await _page.EvaluateAsync<JsonElement>($"(() => {{ const box = document.getElementById('map').getBoundingClientRect(), at = {position}; return {{ x: box.x + at.x, y: box.y + at.y }}; }})()");
        await _page.Mouse.ClickAsync(at.GetProperty("x").GetSingle(), at.GetProperty("y").GetSingle());
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
