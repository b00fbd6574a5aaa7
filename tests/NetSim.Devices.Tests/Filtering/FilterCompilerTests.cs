using System.Diagnostics;
using System.Globalization;
using NetSim.Devices.Filtering;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Filtering;
using NetSim.Wire.Time;

namespace NetSim.Devices.Tests.Filtering;

/// <summary>Filters that libpcap compiles and our interpreter runs choose the packets that tcpdump chooses.</summary>
public sealed class FilterCompilerTests
{
    private const int Packets = 400;

    [SkippableTheory]
    [InlineData("tcp port 80")]
    [InlineData("udp and not port 53")]
    [InlineData("ip6")]
    [InlineData("arp or icmp")]
    [InlineData("host 10.0.0.1 and (port 80 or port 443)")]
    [InlineData("src net 10.0.0.0/30 and dst host 10.0.0.7")]
    [InlineData("tcp[tcpflags] & (tcp-syn|tcp-fin) != 0")]
    [InlineData("ip[0] & 0xf != 5")]
    [InlineData("ip[6:2] & 0x1fff != 0 or ip[6] & 0x20 != 0")]
    [InlineData("greater 100")]
    [InlineData("less 60")]
    [InlineData("ether host 02:00:00:00:00:03")]
    [InlineData("vlan 7 and tcp")]
    [InlineData("portrange 50-90")]
    [InlineData("ip6 proto 17 and dst port 53")]
    [InlineData("(ip[2:2] - 20) / 3 > 10 and ip[8] * 2 < 200")]
    [InlineData("ip and (len - 14) % 7 = 3")]
    [InlineData("ether multicast")]
    [InlineData("ip proto 50 or ip6 proto 58")]
    public void Our_verdicts_on_ethernet_are_those_of_tcpdump(string filter) => Compare(filter, LinkType.Ethernet);

    [SkippableTheory]
    [InlineData("tcp dst port 443")]
    [InlineData("ip6 or udp")]
    [InlineData("host 10.0.0.2")]
    public void Our_verdicts_on_bare_packets_are_those_of_tcpdump(string filter) => Compare(filter, LinkType.Raw);

    [SkippableTheory]
    [InlineData("tcp port", "syntax error")]
    [InlineData("tcp and port 99999", "port number 99999")]
    [InlineData("nonsense 3", "syntax error")]
    [InlineData("ip6 protochain 6", "as 'protochain' does")]
    public void What_is_no_filter_is_told_in_the_compilers_words(string filter, string words)
    {
        Skip.IfNot(FilterCompiler.IsThere, "libpcap is not installed");
        Assert.False(FilterCompiler.TryCompile(filter, LinkType.Ethernet, out _, out string? problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    private static void Compare(string filter, LinkType link)
    {
        Skip.IfNot(FilterCompiler.IsThere, "libpcap is not installed");
        Skip.IfNot(File.Exists("/usr/bin/tcpdump"), "tcpdump is not installed");
        Assert.True(FilterCompiler.TryCompile(filter, link, out BpfProgram? program, out string? problem), problem);
        string path = Path.GetTempFileName();
        try
        {
            var random = new Random(7);
            List<int> ours = [];
            using (var writer = new PcapngWriter(File.Create(path)))
            {
                writer.AddInterface(new CaptureInterface { LinkType = link });
                for (int i = 0; i < Packets; i++)
                {
                    byte[] frame = Frame(random);
                    ReadOnlySpan<byte> packet = link == LinkType.Ethernet ? frame : frame.AsSpan(14);
                    writer.Write(0, new Instant(i * 1_000_000_000L), packet, CaptureDirection.Unknown);
                    if (program.Matches(packet)) ours.Add(i);
                }
            }
            Assert.Equal(Tcpdump(path, filter), ours);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Which packets it prints: each has its number as its second.</summary>
    private static List<int> Tcpdump(string path, string filter)
    {
        var start = new ProcessStartInfo("/usr/bin/tcpdump", ["-r", path, "-nn", "-tt", "-q", filter]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        List<int> numbers = [];
        while (process.StandardOutput.ReadLine() is { } line)
        {
            int point = line.IndexOf('.', StringComparison.Ordinal);
            if (point > 0 && int.TryParse(line[..point], NumberStyles.None, CultureInfo.InvariantCulture, out int number)) numbers.Add(number);
        }
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return numbers;
    }

    /// <summary>Ethernet, perhaps tagged, with ARP, IPv4 with and without options and fragments, or IPv6 with and without an extension; now and then cut.</summary>
    private static byte[] Frame(Random random)
    {
        List<byte> frame = [(byte)(random.Next(5) == 0 ? 3 : 2), 0, 0, 0, 0, (byte)random.Next(1, 5), 2, 0, 0, 0, 0, (byte)random.Next(1, 5)];
        bool isTagged = random.Next(6) == 0;
        if (isTagged) frame.AddRange([0x81, 0, 0, (byte)random.Next(6, 9)]);
        int kind = random.Next(8);
        if (kind == 0)
        {
            frame.AddRange([8, 6, 0, 1, 8, 0, 6, 4, 0, 1]);
            frame.AddRange(new byte[20]);
        }
        else if (kind < 6) AddIPv4(frame, random);
        else AddIPv6(frame, random);
        byte[] bytes = [.. frame];
        return random.Next(12) == 0 ? bytes[..random.Next(15, bytes.Length)] : bytes;
    }

    private static void AddIPv4(List<byte> frame, Random random)
    {
        byte protocol = new byte[] { 6, 6, 17, 17, 1, 50 }[random.Next(6)];
        int options = random.Next(4) == 0 ? 4 * random.Next(1, 4) : 0;
        byte[] payload = Payload(random);
        int length = 20 + options + payload.Length;
        int fragment = random.Next(5) == 0 ? random.Next(0, 3) | (random.Next(2) << 13) : 0;
        frame.AddRange([8, 0, (byte)(0x45 + options / 4), 0, (byte)(length >> 8), (byte)length, 0, 1, (byte)(fragment >> 8), (byte)fragment, (byte)random.Next(1, 255), protocol, 0, 0]);
        frame.AddRange([10, 0, 0, (byte)random.Next(1, 9), 10, 0, 0, (byte)random.Next(1, 9)]);
        for (int i = 0; i < options; i++) frame.Add(1);
        frame.AddRange(payload);
    }

    private static void AddIPv6(List<byte> frame, Random random)
    {
        byte protocol = new byte[] { 6, 17, 58 }[random.Next(3)];
        bool hasExtension = random.Next(4) == 0;
        byte[] payload = Payload(random);
        int length = payload.Length + (hasExtension ? 8 : 0);
        frame.AddRange([0x86, 0xDD, 0x60, 0, 0, 0, (byte)(length >> 8), (byte)length, hasExtension ? (byte)60 : protocol, 64]);
        for (int end = 0; end < 2; end++) frame.AddRange([0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)random.Next(1, 5)]);
        if (hasExtension) frame.AddRange([protocol, 0, 1, 4, 0, 0, 0, 0]);
        frame.AddRange(payload);
    }

    private static byte[] Payload(Random random)
    {
        int[] ports = [53, 80, 443, 1234];
        byte[] payload = new byte[20 + random.Next(100)];
        random.NextBytes(payload.AsSpan(20));
        int source = ports[random.Next(4)], destination = ports[random.Next(4)];
        (payload[0], payload[1], payload[2], payload[3]) = ((byte)(source >> 8), (byte)source, (byte)(destination >> 8), (byte)destination);
        payload[5] = (byte)payload.Length;
        payload[12] = 0x50;
        payload[13] = (byte)random.Next(64);
        return payload;
    }
}
