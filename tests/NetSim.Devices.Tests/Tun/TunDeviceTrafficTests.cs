using System.Net;
using System.Net.Sockets;
using NetSim.Devices.Polling;
using NetSim.Devices.Tun;
using NetSim.Wire.Buffers;
using NetSim.Wire.Checksums;
using NetSim.Wire.Icmp;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;
using NetSim.Wire.Tcp;

namespace NetSim.Devices.Tests.Tun;

/// <summary>Real programs and real sockets of the host against the least that can answer them.</summary>
public sealed class TunDeviceTrafficTests : IDisposable
{
    private readonly DiagnosticPacketPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [SkippableFact]
    public void Ping_is_answered()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        using Poller poller = Tuns.Demand(Poller.Open());
        Assert.Null(poller.Add(device.Handle, 0));

        using System.Diagnostics.Process ping = host.Start("ping", "-n", "-c", "5", "-i", "0.01", "-W", "5", "10.0.0.2");
        Patience.Until(poller, "the end of ping", () =>
        {
            while (device.TryRead(_pool, out Packet? packet)) AnswerEcho(device, packet);
            return ping.HasExited;
        });

        Assert.Contains("5 received", ping.StandardOutput.ReadToEnd());
    }

    private static void AnswerEcho(TunDevice device, Packet packet)
    {
        Span<byte> bytes = packet.Bytes;
        if (Ipv4View.TryParse(bytes, out Ipv4View ip) && ip.Protocol == IpProtocol.Icmp)
        {
            Span<byte> message = bytes[ip.HeaderLength..];
            message[0] = (byte)IcmpType.EchoReply;
            IcmpHeader.FillChecksum(message);
            packet.Checksum = ChecksumState.Complete;
            Datagrams.TurnRound(bytes);
            Assert.Equal(TunWriteStatus.Written, device.Write(packet).Status);
        }
        packet.Return();
    }

    [SkippableFact]
    public void A_tcp_stream_of_the_host_arrives_in_super_segments()
    {
        using var host = new TestNamespace();
        using TunDevice device = Tuns.OpenUp(host);
        using Socket socket = Tuns.Socket(host, SocketType.Stream, ProtocolType.Tcp);
        using Poller poller = Tuns.Demand(Poller.Open());
        Assert.Null(poller.Add(device.Handle, 0));
        var data = new byte[300_000];
        Random.Shared.NextBytes(data);
        Task sending = Task.Run(() =>
        {
            socket.Connect(new IPEndPoint(IPAddress.Parse("10.0.0.2"), 80));
            socket.Send(data);
        });
        var sink = new TcpSink(device, _pool);

        Patience.Until(poller, "all bytes", () =>
        {
            while (device.TryRead(_pool, out Packet? packet)) sink.OnPacket(packet);
            return sink.Received.Count >= data.Length;
        });

        sending.GetAwaiter().GetResult();
        Assert.Equal(data, sink.Received);
        Assert.NotEmpty(sink.SegmentSizes);
        Assert.All(sink.SegmentSizes, size => Assert.Equal(1400, size));
        Assert.True(sink.LargestPacket > 1500, $"largest packet {sink.LargestPacket}");
    }

    /// <summary>The least that a TCP sender is content with: answers SYN with SYN and ACK, everything in order with ACK.</summary>
    private sealed class TcpSink(TunDevice device, PacketPool pool)
    {
        private const ushort Mss = 1400;
        private SequenceNumber _next;

        public List<byte> Received { get; } = [];

        public List<int> SegmentSizes { get; } = [];

        public int LargestPacket { get; private set; }

        public void OnPacket(Packet packet)
        {
            if (Ipv4View.TryParse(packet.Bytes, out Ipv4View ip) && ip.Protocol == IpProtocol.Tcp && TcpView.TryParse(ip.Payload, out TcpView tcp)) OnSegment(packet, ip, tcp);
            packet.Return();
        }

        private void OnSegment(Packet packet, Ipv4View ip, TcpView tcp)
        {
            if ((tcp.Flags & TcpFlags.Syn) != 0)
            {
                _next = tcp.SequenceNumber + 1;
                Answer(ip, tcp, TcpFlags.Syn | TcpFlags.Ack, new TcpOptions { Mss = Mss, WindowScale = 7 });
                return;
            }
            if (tcp.Payload.Length == 0) return;
            Assert.Equal(ChecksumState.Partial, packet.Checksum);
            LargestPacket = Math.Max(LargestPacket, packet.Length);
            if (packet.SegmentSize > 0) SegmentSizes.Add(packet.SegmentSize);
            if (tcp.SequenceNumber == _next)
            {
                Received.AddRange(tcp.Payload);
                _next += tcp.Payload.Length;
            }
            Answer(ip, tcp, TcpFlags.Ack, default);
        }

        private void Answer(Ipv4View ip, TcpView tcp, TcpFlags flags, TcpOptions options)
        {
            int segment = TcpHeader.MinLength + options.Length, total = Ipv4Header.MinLength + segment;
            Packet answer = pool.Rent(total);
            Span<byte> bytes = answer.Append(total);
            Ipv4Header.Write(bytes, new Ipv4Fields { TotalLength = total, Protocol = IpProtocol.Tcp, Source = ip.Destination, Destination = ip.Source });
            TcpHeader.Write(bytes[Ipv4Header.MinLength..], new TcpFields
            {
                SourcePort = tcp.DestinationPort,
                DestinationPort = tcp.SourcePort,
                SequenceNumber = new SequenceNumber((flags & TcpFlags.Syn) != 0 ? 0u : 1u),
                AcknowledgmentNumber = _next,
                Flags = flags,
                Window = ushort.MaxValue,
                Checksum = TransportChecksum.Partial(ip.Destination, ip.Source, IpProtocol.Tcp, segment),
            }, options);
            answer.Checksum = ChecksumState.Partial;
            Assert.Equal(TunWriteStatus.Written, device.Write(answer).Status);
            answer.Return();
        }
    }
}
