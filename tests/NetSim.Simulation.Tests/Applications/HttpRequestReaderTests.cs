using System.Security.Cryptography;
using System.Text;
using NetSim.Simulation.Applications.Http;

namespace NetSim.Simulation.Tests.Applications;

public class HttpRequestReaderTests
{
    private const string Get = "GET /a?b=c HTTP/1.1\r\nHost: web\r\nUser-Agent: x\r\n\r\n";

    [Fact]
    public void A_request_is_read_the_same_whatever_the_pieces()
    {
        byte[] bytes = Encoding.ASCII.GetBytes(Get);
        for (int piece = 1; piece <= bytes.Length; piece++)
        {
            var reader = new HttpRequestReader();
            int? status = null;
            for (int at = 0; at < bytes.Length; at += piece)
            {
                Assert.Null(status);
                status = reader.Read(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), out int used);
                Assert.Equal(Math.Min(piece, bytes.Length - at), used);
            }

            Assert.Equal(200, status);
            Assert.Equal(("GET", "/a?b=c", true), (reader.Request!.Method, reader.Request.Target, reader.Request.KeepAlive));
            Assert.Equal("web", reader.Request.Fields.Get("HOST"));
        }
    }

    [Fact]
    public void Two_requests_in_one_piece_are_two_requests()
    {
        var reader = new HttpRequestReader();
        byte[] bytes = Encoding.ASCII.GetBytes(Get + Get);
        Assert.Equal(200, reader.Read(bytes, out int first));
        Assert.Equal(Get.Length, first);
        Assert.Equal(200, reader.Read(bytes.AsSpan(first), out int second));
        Assert.Equal(Get.Length, second);
    }

    [Theory]
    [InlineData("Content-Length: 11\r\n\r\n", "hello world")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: t\r\n\r\n")]
    public void A_body_is_digested_with_a_length_or_in_chunks(string end, string body)
    {
        byte[] bytes = Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: h\r\n" + end + body);
        var reader = new HttpRequestReader();
        int? status = null;
        foreach (byte b in bytes) status = reader.Read([b], out _);
        Assert.Equal(200, status);
        Assert.Equal(11, reader.Request!.Body.Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("hello world"u8)), reader.Request.Body.Sha256);
    }

    [Fact]
    public void A_client_that_waits_for_100_is_noticed_once()
    {
        var reader = new HttpRequestReader();
        Assert.Null(reader.Read("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"u8, out _));
        Assert.True(reader.TakeContinueWanted());
        Assert.False(reader.TakeContinueWanted());
    }

    [Theory]
    [InlineData("GET /\r\n\r\n", 400)]
    [InlineData("GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 501)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 400)]
    public void A_bad_request_is_refused_with_the_status_that_says_why(string text, int status)
    {
        var reader = new HttpRequestReader();
        Assert.Equal(status, reader.Read(Encoding.ASCII.GetBytes(text), out _));
    }

    [Fact]
    public void A_head_without_end_is_refused_and_not_kept()
    {
        var reader = new HttpRequestReader();
        Assert.Equal(431, reader.Read(new byte[HttpRequestReader.MaxHeadLength + 1].AsSpan(), out _));
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception()
    {
        var random = new Random(20261122);
        byte[] alphabet = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n:\0chunkedTransfer-Encoding0123456789abcdef");
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = Enumerable.Range(0, random.Next(200)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray();
            var reader = new HttpRequestReader();
            for (int at = 0; at < bytes.Length;)
            {
                int? status = reader.Read(bytes.AsSpan(at), out int used);
                at += used;
                if (status is not null and not 200) break;
            }
        }
    }
}
