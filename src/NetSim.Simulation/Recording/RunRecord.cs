using System.Globalization;
using System.Text;
using System.Text.Json;
using NetSim.Devices.Netlink;
using NetSim.Simulation.Topology.Plan;
using NetSim.Simulation.Topology.Show;
using NetSim.Wire.Buffers;

namespace NetSim.Simulation.Recording;

/// <summary>A record of what entered a run from real devices, read whole: the run can be had again without them.</summary>
public sealed class RunRecord
{
    private readonly Dictionary<string, List<RecordEntry>> _entries = [];

    private RunRecord(RecordHeader header) => Header = header;

    public RecordHeader Header { get; }

    /// <summary>Null if the recorded run was killed.</summary>
    public RecordEnd? End { get; private set; }

    /// <summary>When the last thing entered.</summary>
    public long LastEntryAt { get; private set; }

    /// <summary>The same text for the same network.</summary>
    public static string HashOf(TopologyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(PlanWriter.ToYaml(plan))));
    }

    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    /// <exception cref="FormatException">It is no record; the message says in which line and why.</exception>
    public static RunRecord Read(string path)
    {
        using var reader = new StreamReader(path);
        RunRecord? record = null;
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            try
            {
                using JsonDocument document = JsonDocument.Parse(line);
                if (record is null) record = new RunRecord(HeaderOf(document.RootElement));
                else record.Add(document.RootElement);
            }
            // A run that was killed leaves a last line that ends in the middle.
            catch (JsonException) when (record is not null && reader.EndOfStream)
            {
                return record;
            }
            catch (Exception fault) when (fault is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or OverflowException or ArgumentException)
            {
                throw new FormatException($"{path}:{number}: this is no line of a record ({fault.Message})", fault);
            }
        }
        return record ?? throw new FormatException($"{path}: the file is empty; a record starts with a line of \"{RecordNames.Format}\"");
    }

    /// <summary>Why this cannot be replayed on a network; null if it can.</summary>
    public string? MisfitOf(TopologyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (DevicePlan device in plan.Devices)
        {
            if (!Header.Devices.Any(recorded => recorded.Name == device.Name))
                return $"the record has no device '{device.Name}'; it is of the network '{Header.Name}' with {Names(Header.Devices.Select(d => d.Name))}";
        }
        return null;

        static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'")) is { Length: > 0 } text ? text : "no device";
    }

    internal RecordedDeviceHeader HeaderOf(string device) => Header.Devices.First(recorded => recorded.Name == device);

    /// <summary>What entered by one device, in order.</summary>
    internal IReadOnlyList<RecordEntry> EntriesOf(string device) => _entries.TryGetValue(device, out List<RecordEntry>? entries) ? entries : [];

    private static RecordHeader HeaderOf(JsonElement line)
    {
        if (!line.TryGetProperty("format", out JsonElement format) || format.GetString() != RecordNames.Format)
            throw new FormatException($"a record starts with \"format\": \"{RecordNames.Format}\"");
        return new RecordHeader
        {
            Name = Text(line, RecordNames.Name),
            Topology = Text(line, RecordNames.Topology),
            Seed = line.GetProperty(RecordNames.Seed.EncodedUtf8Bytes).GetUInt64(),
            Key = UInt128.Parse(Text(line, RecordNames.Key), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            Epoch = Number(line, RecordNames.Epoch),
            Devices = [.. line.GetProperty(RecordNames.Devices.EncodedUtf8Bytes).EnumerateArray().Select(DeviceOf)],
        };
    }

    private static RecordedDeviceHeader DeviceOf(JsonElement device) => new(
        Text(device, RecordNames.Name), Enum.Parse<LinkType>(Text(device, RecordNames.LinkTypeKey)), (int)Number(device, RecordNames.MaxSuperSegment));

    private void Add(JsonElement line)
    {
        if (line.TryGetProperty(RecordNames.End.EncodedUtf8Bytes, out JsonElement end))
        {
            End = new RecordEnd(end.GetInt64(), ulong.Parse(Text(line, RecordNames.Fingerprint), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            return;
        }
        RecordEntry entry = EntryOf(line);
        if (entry.At < LastEntryAt) throw new FormatException($"it is older ({entry.At} ns) than the line before ({LastEntryAt} ns)");
        LastEntryAt = entry.At;
        string device = Text(line, RecordNames.Device);
        if (!_entries.TryGetValue(device, out List<RecordEntry>? entries)) _entries.Add(device, entries = []);
        entries.Add(entry);
    }

    private static RecordEntry EntryOf(JsonElement line)
    {
        long at = Number(line, RecordNames.At);
        if (line.TryGetProperty(RecordNames.Link.EncodedUtf8Bytes, out JsonElement link))
        {
            return new LinkEntry(at, new HostLink
            {
                State = Enum.Parse<HostLinkState>(link.GetString()!),
                InterfaceIndex = (int)Number(line, RecordNames.Index),
                Mtu = (int)Number(line, RecordNames.Mtu),
            });
        }
        int segment = line.TryGetProperty(RecordNames.Segment.EncodedUtf8Bytes, out JsonElement size) ? size.GetInt32() : 0;
        return new PacketEntry(at, line.GetProperty(RecordNames.Packet.EncodedUtf8Bytes).GetBytesFromBase64(),
            Enum.Parse<ChecksumState>(Text(line, RecordNames.Checksum)), segment);
    }

    private static string Text(JsonElement element, JsonEncodedText key) => element.GetProperty(key.EncodedUtf8Bytes).GetString()!;

    private static long Number(JsonElement element, JsonEncodedText key) => element.GetProperty(key.EncodedUtf8Bytes).GetInt64();
}
