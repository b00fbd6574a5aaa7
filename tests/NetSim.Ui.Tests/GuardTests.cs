using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace NetSim.Ui.Tests;

/// <summary>Who is let in: whoever knows the run's token and comes from this machine's own page, and nobody else.</summary>
public sealed class GuardTests : IClassFixture<GuardTests.PausedRun>, IDisposable
{
    private readonly PausedRun _fixture;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public GuardTests(PausedRun fixture)
    {
        MapRun.SkipWithoutPage();
        _fixture = fixture;
    }

    private MapRun Run => _fixture.Run;

    public void Dispose() => _client.Dispose();

    public static TheoryData<string> Places => new(["/", "/page/main.js", "/v1/network", "/v1/live", "/v1/time", "/v1/connections", "/v1/packets", "/nowhere"]);

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public async Task Nothing_is_answered_under_a_name_that_is_not_the_maps(string place)
    {
        int port = Run.Address.Port;
        foreach (string host in (string[])["evil.test", $"evil.test:{port}", "127.0.0.1", $"127.0.0.1:{port + 1}", $"127.0.0.1.evil.test:{port}"])
            Assert.Equal(HttpStatusCode.MisdirectedRequest, (await Send(HttpMethod.Get, place, Bearer, request => request.Headers.Host = host)).StatusCode);
        foreach (string host in (string[])[$"127.0.0.1:{port}", $"localhost:{port}", $"LOCALHOST:{port}", $"[::1]:{port}"])
            Assert.NotEqual(HttpStatusCode.MisdirectedRequest, (await Send(HttpMethod.Get, place, Bearer, request => request.Headers.Host = host)).StatusCode);
    }

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public async Task Nothing_is_answered_without_the_token(string place)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send(HttpMethod.Get, place)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send(HttpMethod.Get, place + "?token=" + new string('A', Run.Token.Length))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send(HttpMethod.Get, place, Cookie(Run.Token + "x"))).StatusCode);
        HttpStatusCode wanted = place == "/nowhere" ? HttpStatusCode.NotFound : HttpStatusCode.OK;
        Assert.Equal(wanted, (await Send(HttpMethod.Get, place, Bearer)).StatusCode);
        Assert.Equal(wanted, (await Send(HttpMethod.Get, place, Cookie(Run.Token))).StatusCode);
        // An address is remembered, passed on and logged; so the token counts in that of the page only, which takes it out.
        Assert.Equal(place == "/" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, (await Send(HttpMethod.Get, place + "?token=" + Run.Token)).StatusCode);
    }

    [SkippableFact]
    public async Task The_token_is_long_and_becomes_a_cookie_that_no_script_and_no_other_site_can_use()
    {
        Assert.True(Run.Token.Length >= 128 / 6, Run.Token);
        using HttpResponseMessage page = await Send(HttpMethod.Get, "/?token=" + Run.Token);
        string cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"netsim-{Run.Address.Port}={Run.Token};", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Contains("httponly", cookie);
        Assert.DoesNotContain("domain=", cookie);
        using var other = new MapRun(SourceTree.Topology("hello"), "--pace", "paused");
        Assert.NotEqual(Run.Token, other.Token);
    }

    [SkippableFact]
    public async Task What_changes_the_run_must_come_from_its_page()
    {
        Assert.Equal(HttpStatusCode.OK, await Pause(Cookie(Run.Token), Origin(Run.Origin)));
        Assert.Equal(HttpStatusCode.OK, await Pause(Bearer));
        Assert.Equal(HttpStatusCode.Forbidden, await Pause(Cookie(Run.Token)));
        foreach (string origin in (string[])["https://evil.test", "null", $"http://evil.test:{Run.Address.Port}", $"https://127.0.0.1:{Run.Address.Port}", "http://127.0.0.1:1", $"http://localhost:{Run.Address.Port}"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await Pause(Cookie(Run.Token), Origin(origin)));
            Assert.Equal(HttpStatusCode.Forbidden, await Pause(Bearer, Origin(origin)));
        }
        foreach (string site in (string[])["cross-site", "same-site"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await Pause(Cookie(Run.Token), Origin(Run.Origin), Header("Sec-Fetch-Site", site)));
            Assert.Equal(HttpStatusCode.Forbidden, (await Send(HttpMethod.Get, "/v1/live", Cookie(Run.Token), Header("Sec-Fetch-Site", site))).StatusCode);
        }
        Assert.Equal(HttpStatusCode.Unauthorized, await Pause(Origin(Run.Origin)));
    }

    [SkippableTheory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task What_a_form_of_another_site_can_send_is_not_taken(string type)
    {
        foreach (string place in (string[])["/v1/time", "/v1/events", "/v1/stop", "/v1/nodes/alice/applications"])
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Send(HttpMethod.Post, place, Bearer, Body("{}", type))).StatusCode);
    }

    [SkippableFact]
    public async Task No_other_site_is_invited()
    {
        using HttpResponseMessage preflight = await Send(HttpMethod.Options, "/v1/time", Origin("https://evil.test"), Header("Access-Control-Request-Method", "POST"));
        Assert.Equal(HttpStatusCode.Forbidden, preflight.StatusCode);
        using HttpResponseMessage own = await Send(HttpMethod.Get, "/v1/time", Bearer, Origin(Run.Origin));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        foreach (HttpResponseMessage response in (HttpResponseMessage[])[preflight, own])
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public async Task Every_answer_says_what_a_browser_may_not_do_with_it(string place)
    {
        foreach (Action<HttpRequestMessage> way in (Action<HttpRequestMessage>[])[Bearer, _ => { }])
        {
            using HttpResponseMessage response = await Send(HttpMethod.Get, place, way);
            string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self';", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.Contains("connect-src 'self'", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.True(response.Headers.CacheControl!.NoStore);
        }
    }

    [SkippableFact]
    public async Task The_page_has_no_script_of_its_own_and_loads_from_nowhere_else()
    {
        string page = await (await Send(HttpMethod.Get, "/", Bearer)).Content.ReadAsStringAsync();
        Assert.Equal(1, page.Split("<script").Length - 1);
        Assert.Contains("<script type=\"module\" src=\"/page/main.js\"></script>", page);
        Assert.DoesNotContain(" on", string.Concat(page.Where(c => c != '\n')).Split('<').Where(tag => tag.Contains(" onclick", StringComparison.Ordinal)));
        Assert.DoesNotContain("http:", page);
        Assert.DoesNotContain("https:", page);
        Assert.DoesNotContain("{nonce}", page);
    }

    [SkippableFact]
    public async Task Only_the_loopback_address_is_listened_on()
    {
        using var here = new TcpClient();
        await here.ConnectAsync(IPAddress.Loopback, Run.Address.Port);
        foreach (string address in (string[])["127.0.0.2", "::1"])
        {
            using var other = new TcpClient(address.Contains(':', StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
            await Assert.ThrowsAsync<SocketException>(() => other.ConnectAsync(IPAddress.Parse(address), Run.Address.Port));
        }
    }

    [SkippableTheory]
    [InlineData("/page/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/page/%2e%2e/missing.txt")]
    [InlineData("/page//etc/passwd")]
    public async Task Files_are_found_by_name_and_not_by_path(string place) =>
        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Get, place, Bearer)).StatusCode);

    [SkippableFact]
    public async Task Bad_orders_are_refused_with_a_sentence_and_never_break_the_server()
    {
        var dice = new Random(7);
        string[] bodies = [.. Enumerable.Range(0, 60).Select(length => new string([.. Enumerable.Range(0, length).Select(_ => (char)dice.Next(1, 0x300))])), "{", "[]", "null", "{\"link\":1}", "{\"step\":\"1\"}"];
        foreach (string place in (string[])["/v1/time", "/v1/events", "/v1/nodes/alice/applications", "/v1/nodes/nobody/applications"])
        {
            foreach (string body in bodies)
            {
                using HttpResponseMessage response = await Send(HttpMethod.Post, place, Bearer, Body(body, "application/json"));
                // An empty order of time changes nothing, and that is done.
                Assert.True((int)response.StatusCode < 500, $"{place} {body}: {response.StatusCode}");
                Assert.DoesNotContain("   at ", await response.Content.ReadAsStringAsync());
            }
        }
        // The server hangs up without reading what is too long: who asks first has nothing left to write then.
        static void AskFirst(HttpRequestMessage request) => request.Headers.ExpectContinue = true;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(HttpMethod.Post, "/v1/events", Bearer, AskFirst, Body(new string(' ', (1 << 20) + 1), "application/json"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send(HttpMethod.Get, "/v1/network", Bearer)).StatusCode);
    }

    private async Task<HttpStatusCode> Pause(params Action<HttpRequestMessage>[] changes) =>
        (await Send(HttpMethod.Post, "/v1/time", [.. changes, Body("{\"state\":\"paused\"}", "application/json")])).StatusCode;

    private async Task<HttpResponseMessage> Send(HttpMethod method, string place, params Action<HttpRequestMessage>[] changes)
    {
        // As it stands: a Uri would tidy up what is in it.
        using var request = new HttpRequestMessage(method, new Uri(Run.Origin + place, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        foreach (Action<HttpRequestMessage> change in changes) change(request);
        HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        // Events have no end; of them the head is enough. The server has only so many connections.
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") response.Dispose();
        else await response.Content.LoadIntoBufferAsync();
        return response;
    }

    private void Bearer(HttpRequestMessage request) => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Run.Token);

    private Action<HttpRequestMessage> Cookie(string token) => Header("Cookie", $"netsim-{Run.Address.Port}={token}");

    private static Action<HttpRequestMessage> Origin(string origin) => Header("Origin", origin);

    private static Action<HttpRequestMessage> Header(string name, string value) => request => request.Headers.TryAddWithoutValidation(name, value);

    private static Action<HttpRequestMessage> Body(string text, string type) => request =>
    {
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
    };

    /// <summary>One for all these tests: nothing happens in it.</summary>
    public sealed class PausedRun : IDisposable
    {
        private readonly MapRun? _run = MapServer.Missing is null ? new MapRun(SourceTree.Topology("hello"), "--pace", "paused") : null;

        public MapRun Run => _run!;

        public void Dispose() => _run?.Dispose();
    }
}
