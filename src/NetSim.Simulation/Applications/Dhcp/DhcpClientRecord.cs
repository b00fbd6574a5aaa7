using NetSim.Stack.Services.Dhcp;

namespace NetSim.Simulation.Applications.Dhcp;

/// <summary>What a node's DHCP client has got.</summary>
public sealed class DhcpClientRecord(string node) : ApplicationRecord(node, "dhcp-client")
{
    /// <summary>One of its interfaces.</summary>
    public sealed class Entry(string name)
    {
        public string Interface { get; } = name;

        /// <summary>Null: none at present.</summary>
        public DhcpLease? Lease { get; set; }

        /// <summary>How often the server has let the lease go on.</summary>
        public long Renewals { get; set; }
    }

    /// <summary>In the order of the interfaces.</summary>
    public List<Entry> Leases { get; } = [];
}
