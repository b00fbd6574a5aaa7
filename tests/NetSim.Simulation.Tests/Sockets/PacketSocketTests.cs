using System.Net.Sockets;
using NetSim.Simulation.Sockets;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Addresses;
using NetSim.Wire.Ethernet;

namespace NetSim.Simulation.Tests.Sockets;

public sealed class PacketSocketTests
{
    private const EtherType Experimental = (EtherType)0x88B5;

    private static byte[] Frame(byte fill)
    {
        byte[] frame = new byte[60];
        frame.AsSpan().Fill(fill);
        EthernetHeader.Write(frame, MacAddress.Broadcast, MacAddress.Parse("02:00:00:00:00:77"), Experimental);
        return frame;
    }

    [Fact]
    public void Frames_of_a_type_go_there_and_back_byte_for_byte()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            var options = new PacketSocketOptions { Type = Experimental };
            using DatagramSocket server = await hosts.Server.OpenPacketAsync("eth0", options);
            using DatagramSocket client = await hosts.Client.OpenPacketAsync("eth0", options);
            client.Send(Frame(1));
            Assert.Equal(Frame(1), (await server.ReceiveAsync()).Data.ToArray());
            server.Send(Frame(2));
            Assert.Equal(Frame(2), (await client.ReceiveAsync()).Data.ToArray());
        });
    }

    [Fact]
    public void What_an_exclusive_socket_gets_the_stack_does_not_answer_until_the_socket_is_closed()
    {
        using var hosts = new TwoHosts();
        hosts.Run.Drive(async () =>
        {
            IpAddress target = IpAddress.Parse("10.0.0.2");
            Assert.NotEqual(default, await hosts.Client.PingAsync(target));
            var options = new PacketSocketOptions { Type = EtherType.IPv4, Reach = FrameReach.Exclusive };
            using (DatagramSocket hiding = await hosts.Server.OpenPacketAsync("eth0", options))
            {
                SocketException silence = await Assert.ThrowsAsync<SocketException>(() => hosts.Client.PingAsync(target));
                Assert.Equal(SocketError.TimedOut, silence.SocketErrorCode);
                Assert.Equal(14 + 20 + 8 + 56, (await hiding.ReceiveAsync()).Data.Length);
            }
            Assert.NotEqual(default, await hosts.Client.PingAsync(target));
        });
    }

    [Fact]
    public void An_interface_that_is_not_there_is_said_to_be_not_there()
    {
        using var hosts = new TwoHosts();
        Assert.Throws<ArgumentException>(() => { _ = hosts.Client.OpenPacketAsync("eth9"); });
    }
}
