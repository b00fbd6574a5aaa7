using NetSim.Wire.Addresses;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;

namespace NetSim.Wire.Stp;

/// <summary>A BPDU in its frame: IEEE 802.3 with a length, LLC 42-42-03, to the bridge group address (IEEE 802.1D-2004 7.12.3).</summary>
public static class BpduFrame
{
    /// <summary>01-80-C2-00-00-00.</summary>
    public static readonly MacAddress Group = new(0x0180_C200_0000);

    private const int LlcLength = 3;
    private const byte Sap = 0x42;
    private const byte UnnumberedInformation = 0x03;

    public static void Write(Packet frame, MacAddress source, in Bpdu bpdu)
    {
        ArgumentNullException.ThrowIfNull(frame);
        int length = LlcLength + bpdu.Length;
        Span<byte> bytes = frame.Append(EthernetHeader.Length + length);
        EthernetHeader.Write(bytes, Group, source, (EtherType)length);
        bytes[EthernetHeader.Length] = bytes[EthernetHeader.Length + 1] = Sap;
        bytes[EthernetHeader.Length + 2] = UnnumberedInformation;
        bpdu.Write(bytes[(EthernetHeader.Length + LlcLength)..]);
    }

    /// <returns>False if the frame is no BPDU that can be understood.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out Bpdu bpdu)
    {
        bpdu = default;
        if (!EthernetView.TryParse(frame, out EthernetView view) || view.Destination != Group || !view.IsLengthFramed) return false;
        ReadOnlySpan<byte> payload = view.Payload;
        int length = (int)view.EtherType;
        if (length < LlcLength || length > payload.Length) return false;
        if (payload[0] != Sap || payload[1] != Sap || payload[2] != UnnumberedInformation) return false;
        return Bpdu.TryRead(payload[LlcLength..length], out bpdu);
    }
}
