using System.Globalization;
using System.Text;
using NetSim.Simulation.Determinism;
using NetSim.Simulation.Topology.Plan;

namespace NetSim.Simulation.Applications.Http;

/// <summary>What a server serves: one body at every path, pages whose sizes are drawn, or the files of a folder. Uploads are digested and answered with their SHA-256.</summary>
internal sealed class HttpSite
{
    private const string Text = "text/plain; charset=utf-8";

    private readonly string? _folder;
    private readonly HttpPages? _pages;
    private readonly ReadOnlyMemory<byte> _body;

    private HttpSite(ReadOnlyMemory<byte> body) => _body = body;

    private HttpSite(string folder) => _folder = folder;

    private HttpSite(HttpPages pages) => _pages = pages;

    public static HttpSite OfBody(string body) => new(Encoding.UTF8.GetBytes(body));

    public static HttpSite OfPages(Distribution size, RandomStream dice) => new(new HttpPages(size, dice));

    /// <param name="folder">An absolute path; nothing outside of it is served, links out of it included.</param>
    public static HttpSite OfFolder(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return new HttpSite(SymbolicLinks.Follow(path) ?? path);
    }

    public HttpResponse Answer(HttpRequest request)
    {
        switch (request.Method)
        {
            case "GET" or "HEAD":
                return _folder is null ? HttpResponse.Make(200, Text, _pages?.Next() ?? _body, request) : File(request);
            case "POST" or "PUT":
                string receipt = string.Create(CultureInfo.InvariantCulture, $"{request.Body.Length} bytes sha256 {request.Body.Sha256}\n");
                return HttpResponse.Make(200, Text, Encoding.ASCII.GetBytes(receipt), request);
            default:
                return Refuse(405, request);
        }
    }

    public static HttpResponse Refuse(int status, HttpRequest? request) =>
        HttpResponse.Make(status, Text, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{status}\n")), request);

    private HttpResponse File(HttpRequest request)
    {
        string path = request.Target;
        int query = path.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) path = path[..query];
        path = Uri.UnescapeDataString(path);
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal)) return Refuse(400, request);
        string file = Path.GetFullPath(Path.Combine(_folder!, path[1..]));
        if (!IsInside(file)) return Refuse(403, request);
        if (Directory.Exists(file)) file = Path.Combine(file, "index.html");
        if (!System.IO.File.Exists(file)) return Refuse(404, request);
        // A symbolic link, of the file or of a folder on the way, may point anywhere: what counts is where it ends.
        string? target = SymbolicLinks.Follow(file);
        if (target is null || !IsInside(target)) return Refuse(403, request);
        try
        {
            // What has no length is not opened: opening a named pipe would wait for its other end, and all nodes of the lane with it.
            byte[] content = new FileInfo(target).Length == 0 ? [] : System.IO.File.ReadAllBytes(target);
            return HttpResponse.Make(200, MediaType(file), content, request);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(403, request);
        }
    }

    private bool IsInside(string path) => path == _folder || path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string MediaType(string file) => Path.GetExtension(file) switch
    {
        ".html" or ".htm" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".json" => "application/json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".txt" => Text,
        _ => "application/octet-stream",
    };
}
