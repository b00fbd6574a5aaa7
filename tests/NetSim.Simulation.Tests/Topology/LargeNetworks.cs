using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Quantities;
using NetSim.Wire.Addresses;
using NetSim.Wire.Time;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>Networks that nobody writes by hand.</summary>
internal static class LargeNetworks
{
    private static readonly DirectionPlan Gigabit = new() { Rate = new BitRate(1_000_000_000), Delay = Duration.FromMilliseconds(1), QueueLimit = new QueueLimit(QueueUnit.Packets, 100) };
    private static readonly LinkSettings Cable = new() { AToB = Gigabit, BToA = Gigabit };

    /// <summary>A core router, routers around it, hosts around each of these; a subnet of four addresses for every link.</summary>
    public static TopologyPlan Tree(int routers, int hostsPerRouter)
    {
        TopologyPlanBuilder builder = new("tree");
        int core = builder.AddNode("core", NodeKind.Router);
        int[] down = new int[routers];
        for (int r = 0; r < routers; r++) down[r] = builder.AddInterface(core, $"eth{r}", [Address(0xAC10_0000 + (uint)r * 4 + 1)]);
        for (int r = 0; r < routers; r++)
        {
            int router = builder.AddNode($"r{r}", NodeKind.Router);
            int up = builder.AddInterface(router, "up", [Address(0xAC10_0000 + (uint)r * 4 + 2)]);
            uint block = 0x0A00_0000 + ((uint)r << 16);
            int[] ports = new int[hostsPerRouter];
            for (int h = 0; h < hostsPerRouter; h++) ports[h] = builder.AddInterface(router, $"eth{h}", [Address(block + (uint)h * 4 + 1)]);
            builder.AddLink(down[r], up, Cable);
            for (int h = 0; h < hostsPerRouter; h++)
            {
                int host = builder.AddNode($"h{r}-{h}", NodeKind.Host);
                builder.AddLink(ports[h], builder.AddInterface(host, "eth0", [Address(block + (uint)h * 4 + 2)]), Cable);
            }
        }
        return builder.Build();
    }

    public static TopologyPlan Lan(int hosts)
    {
        TopologyPlanBuilder builder = new("lan");
        int router = builder.AddNode("router", NodeKind.Router);
        int up = builder.AddInterface(router, "eth0", [new IpPrefix(IpAddress.FromIPv4(10, 0, 0, 1), 16)]);
        int first = builder.AddSwitch("switch", hosts + 1);
        builder.AddLink(up, first, Cable);
        for (int h = 0; h < hosts; h++)
        {
            int host = builder.AddNode($"h{h}", NodeKind.Host);
            builder.AddLink(builder.AddInterface(host,
                "eth0", [new IpPrefix(IpAddress.FromIPv4(0x0A00_0002 + (uint)h), 16)]), first + 1 + h, Cable);
        }
        return builder.Build();
    }

    private static IpPrefix Address(uint address) => new(IpAddress.FromIPv4(address), 30);
}
