using System.Text.Json;
using System.Text.Json.Serialization;
using NetSim.Wire.Addresses;

namespace NetSim.Devices.Host;

/// <summary>
/// One line of a journal of host changes, in JSON. The first line says who writes; then, for each change, a line before it is tried, one
/// after it worked, and one when there is nothing (more) to undo of it.
/// </summary>
internal sealed record JournalLine
{
    public RunIdentity? Run { get; init; }

    public JournalIntent? Intent { get; init; }

    /// <summary>Number of the intent that was carried out.</summary>
    public int? Done { get; init; }

    /// <summary>Number of the intent that was undone, or that the kernel refused.</summary>
    public int? Closed { get; init; }
}

/// <summary>A change about to be made.</summary>
/// <param name="Number">Counts from 1 in each journal.</param>
/// <param name="Space">Where the device is.</param>
/// <param name="Interface">The kernel's number of the device, by which alone it is undone; 0 for a device that is only being made.</param>
/// <param name="Step">The change.</param>
/// <param name="Undo">The command that undoes it, for a reader in need.</param>
internal sealed record JournalIntent(int Number, JournalSpace Space, int Interface, HostStep Step, string Undo);

/// <summary>A network namespace, so that it is found again and mistaken for no other.</summary>
internal sealed record JournalSpace(ulong Inode, ulong Cookie, string? Path);

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(IpAddressConverter), typeof(IpPrefixConverter)])]
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalFormat : JsonSerializerContext;

internal sealed class IpAddressConverter : JsonConverter<IpAddress>
{
    public override IpAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IpAddress.TryParse(reader.GetString(), null, out IpAddress address) ? address : throw new JsonException("not an address");

    public override void Write(Utf8JsonWriter writer, IpAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

internal sealed class IpPrefixConverter : JsonConverter<IpPrefix>
{
    public override IpPrefix Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IpPrefix.TryParse(reader.GetString(), null, out IpPrefix prefix) ? prefix : throw new JsonException("not a prefix");

    public override void Write(Utf8JsonWriter writer, IpPrefix value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
