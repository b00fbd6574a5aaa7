using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Stack.Tunnels;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>What an interface is to do on its link of its own accord: find addresses, try them, advertise them.</summary>
internal sealed class AutomationPlanner(PlanDraft draft)
{
    /// <summary>RFC 4861 6.2.1.</summary>
    private static readonly Duration LeastMaxInterval = Duration.FromSeconds(4), MostMaxInterval = Duration.FromSeconds(1800);

    private static readonly Duration LeastMinInterval = Duration.FromSeconds(3);

    /// <summary>A field of 16 bits (RFC 4861 4.2).</summary>
    private static readonly Duration MostDefaultLifetime = Duration.FromSeconds(ushort.MaxValue);

    /// <summary>A field of 32 bits, of which the largest value means "for ever".</summary>
    private static readonly Duration MostLifetime = Duration.FromSeconds(uint.MaxValue);

    /// <summary>Null: nothing beyond what every interface does.</summary>
    public AutomationPlan? Plan(NodeKind? kind, InterfaceDocument document, List<IpPrefix> addresses)
    {
        bool isRouter = kind == NodeKind.Router;
        if (isRouter) Refuse(document.Slaac, "a router does not make its addresses from what other routers advertise: state them");
        if (!isRouter && kind is not null && document.Advertise is { } misplaced)
        {
            draft.Diagnostics.AddAtKey(misplaced.Place, DiagnosticCode.KeyNotForKind, "only a router advertises: write 'kind: router'");
        }
        if (document.Tun is not null) RefuseAll(document, "a TUN device has no neighbours to ask or to tell");
        if (document.Tunnel?.Value.Mode is { Value: not TunnelMode.Vxlan }) RefuseAll(document, "a tunnel of IP packets has no neighbours to ask or to tell");
        AutomationPlan plan = new()
        {
            Slaac = document.Slaac?.Value ?? false,
            LinkLocal = document.LinkLocal?.Value ?? false,
            Dad = document.Dad?.Value ?? document.Slaac?.Value ?? false,
            Acd = document.Acd?.Value ?? false,
            Advertise = document.Advertise is { } advertise ? Advertise(advertise.Value, addresses) : null,
        };
        return plan == new AutomationPlan() ? null : plan;
    }

    /// <summary>With the cables plugged in: what needs Ethernet has it.</summary>
    public void CheckFraming()
    {
        foreach (InterfacePlan plan in draft.Builder.Interfaces)
        {
            if (plan.Automation is null || plan.Attachment != Attachment.Link || plan.Framing == Framing.Ethernet) continue;
            RefuseAll(draft.InterfaceSources[plan.Id].Document!, "a link with 'framing: ip' has no neighbours to ask or to tell");
        }
    }

    private void RefuseAll(InterfaceDocument document, string reason)
    {
        Refuse(document.Slaac, reason);
        Refuse(document.LinkLocal, reason);
        Refuse(document.Dad, reason);
        Refuse(document.Acd, reason);
        if (document.Advertise is { } advertise) draft.Diagnostics.AddAtKey(advertise.Place, DiagnosticCode.KeyNotForKind, reason);
    }

    private void Refuse(Located<bool>? key, string reason)
    {
        if (key is { Value: true } on) draft.Diagnostics.AddAtKey(on.Place, DiagnosticCode.KeyNotForKind, reason);
    }

    private AdvertisePlan Advertise(AdvertiseDocument document, List<IpPrefix> addresses)
    {
        CheckRange(document.MaxInterval, LeastMaxInterval, MostMaxInterval);
        CheckRange(document.DefaultLifetime, Duration.Zero, MostDefaultLifetime);
        CheckRange(document.ValidLifetime, Duration.Zero, MostLifetime);
        CheckRange(document.PreferredLifetime, Duration.Zero, document.ValidLifetime.Value);
        Duration max = document.MaxInterval.Value;
        if (document.MinInterval is { } min) CheckRange(min, LeastMinInterval, max * 3 / 4);
        return new AdvertisePlan
        {
            Prefixes = [.. document.Prefixes is { } stated ? Stated(stated.Value) : Own(addresses)],
            OnLink = document.OnLink,
            Autonomous = document.Autonomous,
            ValidLifetime = document.ValidLifetime.Value,
            PreferredLifetime = document.PreferredLifetime.Value,
            DefaultLifetime = document.DefaultLifetime.Value,
            MaxInterval = max,
            MinInterval = document.MinInterval?.Value ?? Duration.Max(LeastMinInterval, max * 33 / 100),
            HopLimit = document.HopLimit,
            LinkMtu = document.LinkMtu,
            Managed = document.Managed,
            OtherConfig = document.OtherConfig,
            NameServers = [.. NameServers(document)],
        };
    }

    private void CheckRange(Located<Duration> value, Duration least, Duration most)
    {
        if (value.Value >= least && value.Value <= most) return;
        draft.Diagnostics.Add(value.Place, DiagnosticCode.OutOfRange, string.Create(CultureInfo.InvariantCulture,
            $"{DurationText.Format(value.Value)} is out of range: {DurationText.Format(least)} to {DurationText.Format(most)}"));
    }

    private static IEnumerable<IpPrefix> Own(List<IpPrefix> addresses) => addresses
        .Where(address => address.Address.IsIPv6 && !address.Address.IsLinkLocal && address.Length < address.Address.BitLength)
        .Select(address => address.Network).Distinct();

    private List<IpPrefix> Stated(List<Located<IpPrefix>> prefixes)
    {
        List<IpPrefix> usable = [];
        foreach (Located<IpPrefix> prefix in prefixes)
        {
            IpAddress address = prefix.Value.Address;
            if (address.IsIPv6 && !address.IsLinkLocal && !address.IsMulticast) usable.Add(prefix.Value.Network);
            else draft.Diagnostics.Add(prefix.Place, DiagnosticCode.UnusableAddress, $"'{prefix.Value}' cannot be advertised: it is no prefix for IPv6 hosts");
        }
        return usable;
    }

    private List<IpAddress> NameServers(AdvertiseDocument document)
    {
        List<IpAddress> usable = [];
        foreach (Located<IpAddress> server in document.NameServers)
        {
            if (server.Value.IsIPv6) usable.Add(server.Value);
            else draft.Diagnostics.Add(server.Place, DiagnosticCode.UnusableAddress, $"'{server.Value}' cannot be advertised: router advertisements name IPv6 servers");
        }
        return usable;
    }
}
