namespace NetSim.Wire.Multicast;

/// <summary>RFC 3376 section 4, RFC 2236 section 2.1.</summary>
public enum IgmpType : byte
{
    MembershipQuery = 0x11,
    MembershipReportV1 = 0x12,
    MembershipReportV2 = 0x16,
    LeaveGroup = 0x17,
    MembershipReportV3 = 0x22,
}
