using NetSim.Devices.Namespaces;
using NetSim.Devices.Netlink;

namespace NetSim.Devices.Host;

/// <summary>The devices, addresses and routes of a network namespace at one moment: what a plan is made against.</summary>
public sealed class HostSnapshot
{
    private HostSnapshot(string? space) => Namespace = space;

    /// <summary>Path of the namespace; null for that of the process.</summary>
    public string? Namespace { get; }

    internal List<LinkRecord> Links { get; } = [];

    internal List<AddressRecord> Addresses { get; } = [];

    internal List<RouteRecord> Routes { get; } = [];

    public static DeviceResult<HostSnapshot> Read(NetworkNamespace? space = null)
    {
        if (!NetlinkSocket.OpenForRequests(space).TryGet(out NetlinkSocket? socket, out DeviceError? error)) return error;
        using (socket)
        {
            var snapshot = new HostSnapshot(space?.Path);
            NetlinkRefusal? refusal = socket.ReadLinks(snapshot.Links)
                ?? socket.ReadAddresses(snapshot.Addresses)
                ?? socket.ReadRoutes(snapshot.Routes);
            return refusal is null ? snapshot : refusal.ToError("cannot read the state of the network");
        }
    }

    internal LinkRecord? FindLink(string name) => Links.Find(link => link.Name == name);

    internal string NameOf(int index) => Links.Find(link => link.Index == index)?.Name ?? "?";
}
