using NetSim.Wire.Addresses;

namespace NetSim.Stack.Interfaces;

/// <summary>
/// The addresses of an interface and the groups that it listens to. Few of each, so they are looked through in order. The prefixes
/// are never changed in place, so whoever made the interface may own them too.
/// </summary>
internal struct InterfaceAddresses()
{
    private IpPrefix[] _prefixes = [];
    private (IpAddress Group, int Members)[] _groups = [];

    public readonly ReadOnlySpan<IpPrefix> Prefixes => _prefixes;

    public readonly bool HasIPv6 => Array.Exists(_prefixes, static prefix => prefix.Address.IsIPv6);

    public readonly bool Contains(IpAddress address) => IndexOf(address) >= 0;

    /// <exception cref="ArgumentException">No interface can have that address, or it has it already.</exception>
    public void Add(IpPrefix prefix)
    {
        Check(prefix);
        if (Contains(prefix.Address)) throw new ArgumentException($"{prefix.Address} is there already.", nameof(prefix));
        _prefixes = [.. _prefixes, prefix];
    }

    /// <summary>The first addresses, all at once and of IPv4: the array is kept as it is.</summary>
    /// <exception cref="ArgumentException">No interface can have these addresses.</exception>
    public void Take(IpPrefix[] prefixes)
    {
        for (int i = 0; i < prefixes.Length; i++)
        {
            Check(prefixes[i]);
            for (int j = 0; j < i; j++)
            {
                if (prefixes[j].Address == prefixes[i].Address) throw new ArgumentException($"{prefixes[i].Address} is there twice.", nameof(prefixes));
            }
        }
        _prefixes = prefixes;
    }

    /// <exception cref="ArgumentException">No interface can have that address.</exception>
    public static void Check(IpPrefix prefix)
    {
        IpAddress address = prefix.Address;
        if (address.IsMulticast || address.IsUnspecified || address == IpAddress.BroadcastIPv4)
        {
            throw new ArgumentException($"{prefix} cannot be an interface's address.", nameof(prefix));
        }
    }

    public bool Remove(IpAddress address)
    {
        int at = IndexOf(address);
        if (at < 0) return false;
        _prefixes = [.. _prefixes.AsSpan(0, at), .. _prefixes.AsSpan(at + 1)];
        return true;
    }

    /// <summary>An address to speak to <paramref name="peer"/> with: one of the same subnet, else the first of the family.</summary>
    public readonly bool TryFindFor(IpAddress peer, out IpAddress address)
    {
        address = default;
        bool found = false;
        foreach (IpPrefix prefix in _prefixes)
        {
            if (prefix.Address.IsIPv4 != peer.IsIPv4) continue;
            if (prefix.Contains(peer))
            {
                address = prefix.Address;
                return true;
            }
            if (found) continue;
            address = prefix.Address;
            found = true;
        }
        return found;
    }

    /// <summary>
    /// 255.255.255.255, or the last address of one of the interface's IPv4 subnets (RFC 919; none on /31 and /32, RFC 3021).
    /// </summary>
    public readonly bool IsBroadcast(IpAddress address)
    {
        if (address == IpAddress.BroadcastIPv4) return true;
        if (!address.IsIPv4) return false;
        foreach (IpPrefix prefix in _prefixes)
        {
            if (prefix.Address.IsIPv4 && prefix.Length < 31 && prefix.Last == address) return true;
        }
        return false;
    }

    /// <summary>Adds one member to the group; every call needs its <see cref="Leave"/>.</summary>
    /// <returns>It is the first.</returns>
    public bool Join(IpAddress group)
    {
        if (!group.IsMulticast) throw new ArgumentException($"{group} is no multicast group.", nameof(group));
        for (int i = 0; i < _groups.Length; i++)
        {
            if (_groups[i].Group != group) continue;
            _groups[i].Members++;
            return false;
        }
        _groups = [.. _groups, (group, 1)];
        return true;
    }

    /// <returns>It was the last.</returns>
    public bool Leave(IpAddress group)
    {
        for (int i = 0; i < _groups.Length; i++)
        {
            if (_groups[i].Group != group) continue;
            if (--_groups[i].Members > 0) return false;
            _groups = [.. _groups.AsSpan(0, i), .. _groups.AsSpan(i + 1)];
            return true;
        }
        return false;
    }

    /// <summary>What was joined, in order; groups that everybody is in do not stand here.</summary>
    public readonly IpAddress[] JoinedGroups() => Array.ConvertAll(_groups, static joined => joined.Group);

    /// <summary>The link-local IPv6 address, or :: while there is none.</summary>
    public readonly IpAddress FindLinkLocal()
    {
        foreach (IpPrefix prefix in _prefixes)
        {
            if (prefix.Address.IsIPv6 && prefix.Address.IsLinkLocal) return prefix.Address;
        }
        return IpAddress.AnyIPv6;
    }

    /// <summary>
    /// Joined, or a group that everybody is in: all hosts (RFC 1112), all nodes, the solicited-node groups of its addresses (RFC 4861
    /// 7.2.1).
    /// </summary>
    public readonly bool IsMember(IpAddress group)
    {
        if (group == LinkLayerMapping.AllHosts || group == LinkLayerMapping.AllNodes) return true;
        foreach (IpPrefix prefix in _prefixes)
        {
            if (prefix.Address.IsIPv6 && prefix.Address.SolicitedNode == group) return true;
        }
        foreach ((IpAddress joined, _) in _groups)
        {
            if (joined == group) return true;
        }
        return false;
    }

    /// <summary>The same question of a link-layer address, to which several groups map; the IP layer asks again.</summary>
    public readonly bool IsMember(MacAddress group)
    {
        if (group == LinkLayerMapping.GroupMac(LinkLayerMapping.AllHosts)) return true;
        if (group == LinkLayerMapping.GroupMac(LinkLayerMapping.AllNodes)) return true;
        foreach (IpPrefix prefix in _prefixes)
        {
            if (prefix.Address.IsIPv6 && LinkLayerMapping.GroupMac(prefix.Address.SolicitedNode) == group) return true;
        }
        foreach ((IpAddress joined, _) in _groups)
        {
            if (LinkLayerMapping.GroupMac(joined) == group) return true;
        }
        return false;
    }

    private readonly int IndexOf(IpAddress address)
    {
        for (int i = 0; i < _prefixes.Length; i++)
        {
            if (_prefixes[i].Address == address) return i;
        }
        return -1;
    }
}
