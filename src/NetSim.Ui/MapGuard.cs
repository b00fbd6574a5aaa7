using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace NetSim.Ui;

/// <summary>
/// Who may speak to the map. Every page that the user has open somewhere else, and every other user of the machine, can reach an address of this
/// machine; so each request must name the address by which the map is known (against DNS rebinding), carry the run's token, and come from the page
/// itself if it changes anything. What is answered may not run or load anything that is not the map's.
/// </summary>
internal sealed class MapGuard(AccessToken token)
{
    /// <summary>Of the item under which a request finds its nonce.</summary>
    public const string Nonce = "nonce";

    private const string Root = "/";
    private static readonly string[] Names = ["127.0.0.1", "localhost", "[::1]"];
    private static readonly string[] BodyTypes = ["application/json", "application/yaml"];

    /// <summary>Cookies know no ports, so the name does.</summary>
    public static string CookieOf(int port) => $"netsim-{port.ToString(CultureInfo.InvariantCulture)}";

    public Task Check(HttpContext http, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(next);
        string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Items[Nonce] = nonce;
        Fence(http.Response.Headers, nonce);
        if (Refusal(http) is not var (status, sentence))
        {
            Remember(http);
            return next(http);
        }
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(sentence + "\n", http.RequestAborted);
    }

    /// <summary>Libraries add style sheets of their own, which the nonce lets pass; scripts come from files only.</summary>
    private static void Fence(IHeaderDictionary headers, string nonce)
    {
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    private (int Status, string Sentence)? Refusal(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (!IsKnownHost(request.Host, http.Connection.LocalPort)) return (StatusCodes.Status421MisdirectedRequest, "netsim: the map is not known by this name");
        bool isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        bool isArriving = isReading && request.Path == Root;
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (!isArriving && site is not ("" or "same-origin" or "none")) return (StatusCodes.Status403Forbidden, "netsim: only the map's own page may ask for this");
        if (request.Headers.Origin is { Count: > 0 } origin && origin != $"http://{request.Host}") return (StatusCodes.Status403Forbidden, "netsim: only the map's own page may ask for this");
        bool hasBearer = token.Is(BearerOf(request));
        if (!hasBearer && !token.Is(request.Cookies[CookieOf(http.Connection.LocalPort)]) && !(isArriving && token.Is(request.Query["token"])))
            return (StatusCodes.Status401Unauthorized, "netsim: open the address that netsim has printed; it has the token without which nobody sees the map");
        if (isReading) return null;
        // A cookie goes along with whatever a browser sends; so what changes something must say that it comes from here.
        if (!hasBearer && request.Headers.Origin.Count == 0) return (StatusCodes.Status403Forbidden, "netsim: a request that changes something must say where it comes from");
        if (!BodyTypes.Contains(request.ContentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
            return (StatusCodes.Status415UnsupportedMediaType, "netsim: write application/json or application/yaml");
        return null;
    }

    private static bool IsKnownHost(HostString host, int port) => host.Port == port && Names.Contains(host.Host, StringComparer.OrdinalIgnoreCase);

    private static string? BearerOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string value = request.Headers.Authorization.ToString();
        return value.StartsWith(Scheme, StringComparison.Ordinal) ? value[Scheme.Length..] : null;
    }

    /// <summary>The page takes the token out of its address; from then on the browser keeps it.</summary>
    private void Remember(HttpContext http)
    {
        if (http.Request.Path != Root || !token.Is(http.Request.Query["token"])) return;
        http.Response.Cookies.Append(CookieOf(http.Connection.LocalPort), token.Text, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = Root, IsEssential = true });
    }
}
