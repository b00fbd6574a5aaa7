using System.Globalization;
using System.Text.Json.Serialization;
using NetSim.Devices.Tun;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Host;

/// <summary>One change of the system, with the command that does it and the one that undoes it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(AddDevice), "add-device")]
[JsonDerivedType(typeof(SetMtu), "set-mtu")]
[JsonDerivedType(typeof(SetQueueLength), "set-queue-length")]
[JsonDerivedType(typeof(AddAddress), "add-address")]
[JsonDerivedType(typeof(SetUp), "set-up")]
[JsonDerivedType(typeof(AddRoute), "add-route")]
[JsonDerivedType(typeof(RunCommands), "run-commands")]
public abstract record HostStep
{
    private protected HostStep(string device) => Device = device;

    public string Device { get; }

    /// <summary>The command in the namespace that one is in; <see cref="HostPlan.Commands"/> has those for the plan's namespace.</summary>
    [JsonIgnore]
    public string Command => IpCommand.Line(null, Arguments);

    [JsonIgnore]
    public string UndoCommand => IpCommand.Line(null, UndoArguments);

    [JsonIgnore]
    internal abstract string[] Arguments { get; }

    [JsonIgnore]
    internal abstract string[] UndoArguments { get; }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Makes a persistent device that a user may attach to without privilege.</summary>
    /// <param name="Device">Its name.</param>
    /// <param name="Kind">TUN or TAP.</param>
    /// <param name="User">Its owner's number; null if only the privileged may attach.</param>
    public sealed record AddDevice(string Device, TunKind Kind, uint? User) : HostStep(Device)
    {
        private string Mode => Kind == TunKind.Tun ? "tun" : "tap";

        internal override string[] Arguments => User is { } user
            ? ["tuntap", "add", "dev", Device, "mode", Mode, "user", user.ToString(CultureInfo.InvariantCulture)]
            : ["tuntap", "add", "dev", Device, "mode", Mode];

        internal override string[] UndoArguments => ["tuntap", "del", "dev", Device, "mode", Mode];
    }

    public sealed record SetMtu(string Device, int Mtu, int Before) : HostStep(Device)
    {
        internal override string[] Arguments => ["link", "set", "dev", Device, "mtu", Text(Mtu)];

        internal override string[] UndoArguments => ["link", "set", "dev", Device, "mtu", Text(Before)];
    }

    public sealed record SetQueueLength(string Device, int Packets, int Before) : HostStep(Device)
    {
        internal override string[] Arguments => ["link", "set", "dev", Device, "txqueuelen", Text(Packets)];

        internal override string[] UndoArguments => ["link", "set", "dev", Device, "txqueuelen", Text(Before)];
    }

    public sealed record AddAddress(string Device, IpPrefix Address) : HostStep(Device)
    {
        internal override string[] Arguments => ["addr", "add", Address.ToString(), "dev", Device];

        internal override string[] UndoArguments => ["addr", "del", Address.ToString(), "dev", Device];
    }

    public sealed record SetUp(string Device) : HostStep(Device)
    {
        internal override string[] Arguments => ["link", "set", "dev", Device, "up"];

        internal override string[] UndoArguments => ["link", "set", "dev", Device, "down"];
    }

    public sealed record AddRoute(string Device, IpPrefix Destination, IpAddress? Via) : HostStep(Device)
    {
        internal override string[] Arguments => Route("add");

        internal override string[] UndoArguments => Route("del");

        private string[] Route(string verb)
        {
            string[] family = Destination.Address.IsIPv4 ? [] : ["-6"];
            string[] via = Via is { } next ? ["via", next.ToString()] : [];
            string destination = Destination.Length == 0 ? "default" : Destination.Network.ToString();
            return [.. family, "route", verb, destination, .. via, "dev", Device];
        }
    }

    /// <summary>
    /// Starts processes in a network namespace that was made for them. Nothing of ip(8): it is undone by ending whatever runs in that
    /// namespace, which is known by its number.
    /// </summary>
    /// <param name="Device">The node that the namespace is for.</param>
    public sealed record RunCommands(string Device) : HostStep(Device)
    {
        internal override string[] Arguments => [];

        internal override string[] UndoArguments => [];
    }
}
