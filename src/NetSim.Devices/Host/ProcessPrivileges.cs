using System.Globalization;
using NetSim.Devices.Namespaces;

namespace NetSim.Devices.Host;

/// <summary>What the process may do (/proc/self/status).</summary>
internal sealed class ProcessPrivileges
{
    private const int NetAdmin = 12, NetRaw = 13, SysAdmin = 21;     // CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN

    private readonly ulong _capabilities;
    private readonly List<uint> _groups = [];

    public ProcessPrivileges(IEnumerable<string> status)
    {
        foreach (string line in status)
        {
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (fields.FirstOrDefault())
            {
                case "CapEff:": _capabilities = Convert.ToUInt64(fields[1], 16); break;
                case "Uid:": User = Number(fields[2]); break;       // real, effective, saved, file system
                case "Gid:": _groups.Add(Number(fields[2])); break;
                case "Groups:": _groups.AddRange(fields.Skip(1).Select(Number)); break;
                default: break;
            }
        }
    }

    public static ProcessPrivileges OfThisProcess() => new(File.ReadLines("/proc/self/status"));

    public uint User { get; }

    public bool IsIn(uint group) => _groups.Contains(group);

    public bool CanEnterNamespaces => Has(SysAdmin);

    public bool CanAdministrate(NetworkNamespace space) => Has(NetAdmin) && space.IsInReachOfCapabilities();

    public bool CanOpenPacketSockets(NetworkNamespace space) => Has(NetRaw) && space.IsInReachOfCapabilities();

    private bool Has(int capability) => (_capabilities >> capability & 1) != 0;

    private static uint Number(string text) => uint.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
