using System.ComponentModel;
using System.Diagnostics;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Capture;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmp;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv6;
using NetSim.Wire.Tcp;
using NetSim.Wire.Tests.Laws;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Capture;

/// <summary>A judge from outside: tshark reads what we write, checks every checksum and looks for malformed packets.</summary>
public sealed class TsharkTests : IDisposable
{
    /// <summary>Checksum status 0 is "bad"; ICMP and ICMPv6 are always checked.</summary>
    private const string AnythingWrong =
        "_ws.malformed or ip.checksum.status==0 or tcp.checksum.status==0 or udp.checksum.status==0 or icmp.checksum.status==0 or icmpv6.checksum.status==0";

    private readonly DiagnosticPacketPool _pool = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pcapng");

    public void Dispose()
    {
        File.Delete(_file);
        _pool.AssertAllReturned();
    }

    /// <summary>Every kind of packet that the writers make, with payloads of even and odd length.</summary>
    private static IEnumerable<PacketBuilder> Kinds()
    {
        foreach (int length in new[] { 0, 1, 64, 1001 })
        {
            foreach (Func<PacketBuilder> ip in new Func<PacketBuilder>[] { () => PacketBuilder.IPv4(), () => PacketBuilder.IPv6() })
            {
                yield return ip().Tcp(flags: TcpFlags.Syn).WithTcpOptions(Samples.SynOptions);
                yield return ip().Tcp(flags: TcpFlags.Ack, sequence: 1001, acknowledgment: 5).WithTcpOptions(Samples.SackOptions).Payload(length);
                yield return ip().Udp(40000, 40001).Payload(length);
                yield return ip().Echo().Payload(length);
            }
        }
        yield return PacketBuilder.IPv4().IPv4Options(148, 4, 0, 0).Udp(40000, 40001).Payload(8);
        yield return PacketBuilder.IPv4().Icmp(IcmpType.DestinationUnreachable, 4, 1400).Payload(PacketBuilder.IPv4().Udp(40000, 40001).ToBytes());
        yield return PacketBuilder.IPv4().Icmp(IcmpType.TimeExceeded).Payload(PacketBuilder.IPv4().Tcp().ToBytes());
        yield return PacketBuilder.IPv6().Icmpv6(Icmpv6Type.PacketTooBig, 0, 1280).Payload(PacketBuilder.IPv6().Tcp().ToBytes());
        yield return PacketBuilder.IPv6().Extension(IpProtocol.HopByHop, 0, 0, Ipv6Options.RouterAlert, 2, 0, 0, 1, 0).Udp(40000, 40001).Payload(3);
    }

    private void WriteAll(LinkType link)
    {
        using PcapngWriter writer = new(File.Create(_file), new CaptureSection { Application = "NetSim", Comment = "every kind of packet" });
        CaptureRecorder recorder = new(writer, _pool);
        writer.AddInterface(new CaptureInterface { LinkType = link, Name = "lan0", Description = "a cable" });
        long time = 1_000_000_000;
        void Record(PacketBuilder builder)
        {
            Packet packet = (link == LinkType.Ethernet ? builder.Ethernet() : builder).Build(_pool);
            for (CapturedFrame? frame = recorder.Record(0, new Instant(time += 1_000_001), packet, CaptureDirection.Outbound); frame is not null; frame = frame.NextPiece) frame.Settle("a comment");
            recorder.WriteSettled(new Instant(time));
            packet.Return();
        }
        foreach (PacketBuilder builder in Kinds())
        {
            Record(builder.Checksum(ChecksumState.Complete));
            Record(builder.Checksum(ChecksumState.Partial));
        }
        Record(PacketBuilder.IPv4().Tcp(flags: TcpFlags.Ack | TcpFlags.Psh).Payload(50_000).SegmentSize(1448).Checksum(ChecksumState.Partial));
        Record(PacketBuilder.IPv6().Tcp(flags: TcpFlags.Ack | TcpFlags.Psh).Payload(50_000).SegmentSize(1428).Checksum(ChecksumState.Complete));
        Record(PacketBuilder.IPv4().Udp(40000, 40001).Payload(50_000).SegmentSize(1200).Checksum(ChecksumState.Partial));
        foreach (byte[] message in Samples.NeighborDiscovery)
        {
            Record(PacketBuilder.IPv6("fe80::1", "fe80::2").HopLimit(255).Protocol(IpProtocol.Icmpv6).Payload(message));
        }
        if (link != LinkType.Ethernet) return;
        foreach (ArpOperation operation in new[] { ArpOperation.Request, ArpOperation.Reply })
        {
            writer.Write(0, new Instant(time), Samples.Frame(EtherType.Arp, Samples.Arp(operation)), CaptureDirection.Inbound);
        }
    }

    private List<string> Read(params string[] arguments)
    {
        string[] always = ["-n", "-r", _file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.relative_sequence_numbers:FALSE"];
        ProcessStartInfo start = new("tshark", [.. always, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Skip.If(true, "tshark is not installed");
        }
        using (process)
        {
            Task<string> errors = process!.StandardError.ReadToEndAsync();
            List<string> lines = [.. process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
            return lines;
        }
    }

    [SkippableTheory]
    [InlineData(LinkType.Ethernet)]
    [InlineData(LinkType.Raw)]
    public void It_finds_nothing_wrong_with_any_packet_that_we_write(LinkType link)
    {
        WriteAll(link);
        int written = Packets();
        Assert.True(written > 100);
        Assert.Equal(written, Read().Count);
        Assert.Empty(Read("-Y", AnythingWrong));
        Assert.NotEmpty(Read("-Y", "tcp.checksum.status==1"));
        Assert.NotEmpty(Read("-Y", "udp.checksum.status==1"));
        Assert.NotEmpty(Read("-Y", "icmpv6.checksum.status==1"));
    }

    [SkippableFact]
    public void It_would_find_a_wrong_checksum()
    {
        using (PcapngWriter writer = new(File.Create(_file)))
        {
            writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
            writer.Write(0, default, PacketBuilder.IPv4().Tcp().Payload(9).Checksum(ChecksumState.Partial).ToBytes(), CaptureDirection.Unknown);
        }
        Assert.Single(Read("-Y", AnythingWrong));
    }

    [SkippableFact]
    public void It_reads_names_comments_directions_and_nanoseconds()
    {
        WriteAll(LinkType.Ethernet);
        string first = Read("-T", "fields", "-e", "frame.interface_name", "-e", "frame.interface_description", "-e", "frame.time_epoch", "-e", "frame.comment", "-e", "frame.packet_flags_direction")[0];
        string[] fields = first.Trim().Split('\t');
        Assert.Equal(["lan0", "a cable", "1.001000001", "a comment"], fields[..4]);
        Assert.Equal(2, Convert.ToInt32(fields[4], fields[4].StartsWith("0x") ? 16 : 10));
    }

    [SkippableFact]
    public void It_reads_the_same_options_and_addresses_as_we_do()
    {
        using (PcapngWriter writer = new(File.Create(_file)))
        {
            writer.AddInterface(new CaptureInterface { LinkType = LinkType.Raw });
            writer.Write(0, default, PacketBuilder.IPv4("192.0.2.1", "198.51.100.2").Tcp(flags: TcpFlags.Syn).WithTcpOptions(Samples.SynOptions).ToBytes(), CaptureDirection.Unknown);
            writer.Write(0, default, PacketBuilder.IPv6("2001:db8:0:0:1::1", "fe80::1").Tcp().WithTcpOptions(Samples.SackOptions).ToBytes(), CaptureDirection.Unknown);
        }
        string[] names = ["ip.src", "ipv6.src", "tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.timestamp.tsval", "tcp.options.sack_le"];
        List<string> lines = Read(["-T", "fields", .. names.SelectMany(n => new[] { "-e", n })]);
        Assert.Equal("192.0.2.1\t\t1460\t7\t7\t", lines[0]);
        Assert.Equal($"\t{IpAddress.Parse("2001:db8:0:0:1::1")}\t\t\t1\t10,30", lines[1]);
    }

    private int Packets()
    {
        using FileStream stream = File.OpenRead(_file);
        PcapngReader reader = new(stream);
        int packets = 0;
        while (reader.TryRead(out _)) packets++;
        Assert.Equal(PcapngError.None, reader.Error);
        return packets;
    }
}
