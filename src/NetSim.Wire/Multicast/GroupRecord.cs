using NetSim.Wire.Addresses;

namespace NetSim.Wire.Multicast;

/// <summary>What a record says of a group (RFC 3376 4.2.12, RFC 3810 5.2.12).</summary>
public enum GroupRecordType : byte
{
    ModeIsInclude = 1,

    /// <summary>Present state: listens to the group, whoever sends.</summary>
    ModeIsExclude = 2,

    /// <summary>Without sources: has left the group.</summary>
    ChangeToIncludeMode = 3,

    /// <summary>Without sources: has joined the group.</summary>
    ChangeToExcludeMode = 4,
    AllowNewSources = 5,
    BlockOldSources = 6,
}

/// <summary>One record of a report, without sources.</summary>
public readonly record struct GroupRecord(GroupRecordType Type, IpAddress Group);
