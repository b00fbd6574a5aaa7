using System.Globalization;
using System.Text;

namespace NetSim.Simulation.Applications.Http;

/// <summary>One answer, ready to be written: head and body.</summary>
internal sealed class HttpResponse
{
    private HttpResponse(byte[] head, ReadOnlyMemory<byte> body) => (Head, Body) = (head, body);

    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>Empty for HEAD and for statuses without content.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    public static readonly ReadOnlyMemory<byte> Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    /// <param name="status">RFC 9110 status code.</param>
    /// <param name="contentType">Media type of <paramref name="body"/>.</param>
    /// <param name="body">The content.</param>
    /// <param name="request">What is answered; null if it could not be read, which also ends the connection.</param>
    public static HttpResponse Make(int status, string contentType, ReadOnlyMemory<byte> body, HttpRequest? request)
    {
        // No Date field: the server of a simulation has no clock on the wall (RFC 9110 section 6.6.1 allows it to leave it out).
        string head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {Reason(status)}\r\nServer: netsim\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: {(request is { KeepAlive: true } ? "keep-alive" : "close")}\r\n{Allow(status)}\r\n");
        return new HttpResponse(Encoding.ASCII.GetBytes(head), request is { Method: "HEAD" } ? default : body);
    }

    private static string Allow(int status) => status == 405 ? "Allow: GET, HEAD, POST, PUT\r\n" : "";

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        505 => "HTTP Version Not Supported",
        _ => "Status",
    };
}
