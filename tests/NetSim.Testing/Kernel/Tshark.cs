namespace NetSim.Testing.Kernel;

/// <summary>A judge from outside: what tshark makes of a capture file. Where it is not installed the test is skipped.</summary>
public static class Tshark
{
    /// <summary>
    /// Status 0 is "bad". What a payload means is left out: random bytes on port 80 are bad HTTP and good TCP. So is the checksum of a segment that an ICMP error quotes: the
    /// quote may be a part of it, over which tshark sums as if it were all.
    /// </summary>
    private const string AnythingWrong =
        "_ws.malformed or ip.checksum.status==0 or ((tcp.checksum.status==0 or udp.checksum.status==0) and not icmp and not icmpv6) or icmp.checksum.status==0 or icmpv6.checksum.status==0";

    /// <summary>Packets with a wrong checksum or a form that tshark cannot make sense of.</summary>
    public static string[] WrongPackets(string file) => Read(file, "-Y", AnythingWrong);

    /// <summary>The same, of those that match a filter.</summary>
    public static string[] WrongPackets(string file, string filter) => Read(file, "-Y", $"({AnythingWrong}) and ({filter})");

    /// <summary>The fields of the packets that match a filter, a line each, tabs between.</summary>
    public static string[] Fields(string file, string filter, params string[] fields) =>
        Read(file, ["-Y", filter, "-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })]);

    /// <summary>How many packets match a filter.</summary>
    public static int Count(string file, string filter) => Read(file, "-Y", filter).Length;

    private static string[] Read(string file, params string[] arguments)
    {
        Command.Require("tshark");
        string[] always =
        [
            "-n", "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
            "--disable-protocol", "http", "--disable-protocol", "data",
        ];
        (int status, string output, string errors) = Command.Try("tshark", [.. always, .. arguments]);
        // A file that was cut off in the middle of a block has a warning and status 2.
        return status == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : throw new InvalidOperationException($"tshark {file}: {errors}");
    }
}
