using Microsoft.Playwright;

namespace NetSim.Ui.Tests;

/// <summary>The Chromium of this machine, one for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private const int Patience = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Program) || MapServer.Missing is not null) return;
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        // Tests may run as root, where Chromium has no sandbox; the pages are ours.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, ChromiumSandbox = false, Args = ["--disable-gpu"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens the map of a run; skips the test where there is no browser.</summary>
    public async Task<MapPageObject> Open(MapRun run, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 800, ReducedMotion motion = ReducedMotion.Reduce)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = motion,
        });
        context.SetDefaultTimeout(Patience);
        IPage page = await context.NewPageAsync();
        var map = new MapPageObject(page);
        await page.GotoAsync(run.Address.ToString());
        await page.Locator("#panel .item").First.WaitForAsync();
        return map;
    }

    public static void SkipWithoutIt()
    {
        MapRun.SkipWithoutPage();
        Skip.IfNot(File.Exists(Program), $"there is no {Program} (Debian: apt-get install chromium)");
    }
}

/// <summary>One browser for all classes of tests.</summary>
[CollectionDefinition(nameof(Browser))]
public sealed class BrowserCollection : ICollectionFixture<Browser>;
