using System.Globalization;
using System.Text.Json;
using NetSim.Devices.Netlink;
using NetSim.Simulation.Actors;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Recording;

/// <summary>
/// Keeps what enters a run from real devices, and when: enough to run it again without them. On the thread of the devices' lane. A record that
/// can no longer be written ends; the run goes on.
/// </summary>
internal sealed class RecordWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly BufferedStream _output;
    private readonly Utf8JsonWriter _json;
    private readonly Action<string, string> _onBroken;
    private bool _isOver;

    /// <param name="path">Where; written anew.</param>
    /// <param name="header">The first line.</param>
    /// <param name="onBroken">Told once, the file and the reason, if it cannot be written on.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public RecordWriter(string path, RecordHeader header, Action<string, string> onBroken)
    {
        _onBroken = onBroken;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        _output = new BufferedStream(_file, 1 << 16);
        _json = new Utf8JsonWriter(_output);
        Write(header);
    }

    public void Link(long at, string device, HostLink link)
    {
        StartEntry(at, device);
        _json.WriteString(RecordNames.Link, link.State.ToString());
        _json.WriteNumber(RecordNames.Index, link.InterfaceIndex);
        _json.WriteNumber(RecordNames.Mtu, link.Mtu);
        EndLine();
    }

    public void Packets(long at, string device, PacketTrain train)
    {
        foreach (Packet packet in train.Packets)
        {
            StartEntry(at, device);
            _json.WriteString(RecordNames.Checksum, packet.Checksum.ToString());
            if (packet.SegmentSize > 0) _json.WriteNumber(RecordNames.Segment, packet.SegmentSize);
            _json.WriteBase64String(RecordNames.Packet, packet.Bytes);
            EndLine();
        }
    }

    /// <summary>The last line.</summary>
    public void End(RecordEnd end)
    {
        _json.WriteStartObject();
        _json.WriteNumber(RecordNames.End, end.At);
        _json.WriteString(RecordNames.Fingerprint, Determinism.Fingerprint.Format(end.Fingerprint));
        EndLine();
    }

    public void Dispose()
    {
        Try(_output.Flush);
        Try(_file.Dispose);
    }

    private void Write(RecordHeader header)
    {
        _json.WriteStartObject();
        _json.WriteString(RecordNames.FormatKey, RecordNames.Format);
        _json.WriteString(RecordNames.Name, header.Name);
        _json.WriteString(RecordNames.Topology, header.Topology);
        _json.WriteNumber(RecordNames.Seed, header.Seed);
        _json.WriteString(RecordNames.Key, header.Key.ToString("x32", CultureInfo.InvariantCulture));
        _json.WriteNumber(RecordNames.Epoch, header.Epoch);
        _json.WriteStartArray(RecordNames.Devices);
        foreach (RecordedDeviceHeader device in header.Devices)
        {
            _json.WriteStartObject();
            _json.WriteString(RecordNames.Name, device.Name);
            _json.WriteString(RecordNames.LinkTypeKey, device.LinkType.ToString());
            _json.WriteNumber(RecordNames.MaxSuperSegment, device.MaxSuperSegment);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        EndLine();
    }

    private void StartEntry(long at, string device)
    {
        _json.WriteStartObject();
        _json.WriteNumber(RecordNames.At, at);
        _json.WriteString(RecordNames.Device, device);
    }

    /// <summary>Until here the line is in memory only.</summary>
    private void EndLine()
    {
        _json.WriteEndObject();
        Try(FlushLine);
        _json.Reset();
    }

    private void FlushLine()
    {
        _json.Flush();
        _output.WriteByte((byte)'\n');
    }

    private void Try(Action write)
    {
        if (_isOver) return;
        try
        {
            write();
        }
        catch (IOException failure)
        {
            _isOver = true;
            _onBroken(_file.Name, failure.Message);
        }
    }
}
