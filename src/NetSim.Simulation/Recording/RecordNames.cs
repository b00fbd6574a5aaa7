using System.Text.Json;

namespace NetSim.Simulation.Recording;

/// <summary>The words of a record: JSON lines. The first is the header, the last the end, those between are entries in the order of time.</summary>
internal static class RecordNames
{
    public const string Format = "netsim-record-1";

    public static readonly JsonEncodedText FormatKey = JsonEncodedText.Encode("format");
    public static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    public static readonly JsonEncodedText Topology = JsonEncodedText.Encode("topology");
    public static readonly JsonEncodedText Seed = JsonEncodedText.Encode("seed");
    public static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    public static readonly JsonEncodedText Epoch = JsonEncodedText.Encode("epoch_ns");
    public static readonly JsonEncodedText Devices = JsonEncodedText.Encode("devices");
    public static readonly JsonEncodedText LinkTypeKey = JsonEncodedText.Encode("link_type");
    public static readonly JsonEncodedText MaxSuperSegment = JsonEncodedText.Encode("max_super_segment");
    public static readonly JsonEncodedText At = JsonEncodedText.Encode("at_ns");
    public static readonly JsonEncodedText Device = JsonEncodedText.Encode("device");
    public static readonly JsonEncodedText Link = JsonEncodedText.Encode("link");
    public static readonly JsonEncodedText Index = JsonEncodedText.Encode("index");
    public static readonly JsonEncodedText Mtu = JsonEncodedText.Encode("mtu");
    public static readonly JsonEncodedText Packet = JsonEncodedText.Encode("packet");
    public static readonly JsonEncodedText Checksum = JsonEncodedText.Encode("checksum");
    public static readonly JsonEncodedText Segment = JsonEncodedText.Encode("segment");
    public static readonly JsonEncodedText End = JsonEncodedText.Encode("end_ns");
    public static readonly JsonEncodedText Fingerprint = JsonEncodedText.Encode("fingerprint");
}
