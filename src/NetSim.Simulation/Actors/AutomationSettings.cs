using NetSim.Simulation.Topology.Plan;
using NetSim.Stack.Interfaces;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Actors;

/// <summary>What an interface does of its own accord, in the words of the plan and in those of the stack.</summary>
internal static class AutomationSettings
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static ConflictDetection Detection(AutomationPlan? plan) =>
        (plan is { Dad: true } ? ConflictDetection.IPv6 : ConflictDetection.None) | (plan is { Acd: true } ? ConflictDetection.IPv4 : ConflictDetection.None);

    public static Autoconfiguration Autoconfiguration(AutomationPlan? plan) =>
        (plan is { Slaac: true } ? Stack.Interfaces.Autoconfiguration.IPv6 : 0)
        | (plan is { LinkLocal: true } ? Stack.Interfaces.Autoconfiguration.LinkLocalIPv4 : 0);

    public static RouterAdvertisementOptions? Advertise(AutomationPlan? automation)
    {
        if (automation?.Advertise is not { } plan) return null;
        return new RouterAdvertisementOptions
        {
            Prefixes = [.. plan.Prefixes.Select(prefix => new PrefixInformation
            {
                Prefix = prefix,
                IsOnLink = plan.OnLink,
                IsAutonomous = plan.Autonomous && prefix.Length == 64,
                ValidLifetimeSeconds = Seconds(plan.ValidLifetime),
                PreferredLifetimeSeconds = Seconds(plan.PreferredLifetime),
            })],
            MaxInterval = plan.MaxInterval,
            MinInterval = plan.MinInterval,
            Lifetime = plan.DefaultLifetime,
            Flags = (plan.Managed ? RouterAdvertisementFlags.ManagedAddresses : 0) | (plan.OtherConfig ? RouterAdvertisementFlags.OtherConfiguration : 0),
            HopLimit = (byte)plan.HopLimit,
            Mtu = plan.LinkMtu ?? 0,
            DnsServers = plan.NameServers,
        };
    }

    private static uint Seconds(Duration time) => (uint)(time.Nanoseconds / NanosecondsPerSecond);
}
