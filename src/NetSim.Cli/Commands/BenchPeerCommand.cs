using System.CommandLine;
using NetSim.Cli.Bench;

namespace NetSim.Cli.Commands;

/// <summary>The kernel's ends of <c>netsim bench tun</c> and <c>delay</c>, in a process and a namespace of its own; not for people.</summary>
internal static class BenchPeerCommand
{
    public static Command Make()
    {
        var address = new Argument<string>("ADDRESS");
        var sendPort = new Argument<int>("PORT");
        var seconds = new Argument<double>("SECONDS");
        var send = new Command("send") { address, sendPort, seconds };
        send.SetAction(parsed => KernelPeer.Send(parsed.GetValue(address)!, parsed.GetValue(sendPort), parsed.GetValue(seconds)));
        var receivePort = new Argument<int>("PORT");
        var receive = new Command("receive") { receivePort };
        receive.SetAction(parsed => KernelPeer.Receive(parsed.GetValue(receivePort)));
        var rate = new Argument<int>("DATAGRAMS-PER-SECOND");
        var delaySend = new Command("delay-send") { address, sendPort, seconds, rate };
        delaySend.SetAction(parsed => DelayPeer.Send(parsed.GetValue(address)!, parsed.GetValue(sendPort), parsed.GetValue(seconds), parsed.GetValue(rate)));
        var holdPort = new Argument<int>("PORT");
        var delayHold = new Command("delay-hold") { holdPort, seconds };
        delayHold.SetAction(parsed => DelayPeer.Hold(parsed.GetValue(holdPort), parsed.GetValue(seconds)));
        return new Command("bench-peer") { send, receive, delaySend, delayHold }.Hide();
    }

    private static Command Hide(this Command command)
    {
        command.Hidden = true;
        return command;
    }
}
