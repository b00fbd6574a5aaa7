using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Simulation.Topology.Document;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>Who has which address; the machine's side of a device takes part in the network too.</summary>
internal sealed class AddressRegister(PlanDraft draft)
{
    // The id of an interface, or the complement of it for the machine's side of its device.
    private readonly Dictionary<NetworkKey, int> _owners = [];

    public void Claim(int interfaceId, Located<IpPrefix> address) => Add(interfaceId, address);

    public void ClaimForHost(int interfaceId, Located<IpPrefix> address) => Add(~interfaceId, address);

    private void Add(int owner, Located<IpPrefix> address)
    {
        IpAddress claimed = address.Value.Address;
        // fe80:: addresses are of one link only, and the same one on every link is usual.
        if (claimed.IsLinkLocal || _owners.TryAdd(NetworkKey.Of(claimed), owner)) return;
        int before = _owners[NetworkKey.Of(claimed)];
        string whose = before >= 0 ? draft.EndpointName(before) : $"this machine at {draft.EndpointName(~before)}";
        draft.Diagnostics.Add(address.Place, DiagnosticCode.DuplicateAddress, $"{claimed} is the address of {whose} already");
    }
}
