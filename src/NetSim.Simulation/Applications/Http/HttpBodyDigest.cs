using System.Security.Cryptography;

namespace NetSim.Simulation.Applications.Http;

/// <summary>What the server keeps of a body: its length and SHA-256, so that an upload can be checked from outside.</summary>
internal sealed class HttpBodyDigest
{
    private static readonly string OfNothing = Convert.ToHexStringLower(SHA256.HashData([]));

    private IncrementalHash? _hash;

    public long Length { get; private set; }

    /// <summary>Lower-case hexadecimal, once the body is finished.</summary>
    public string Sha256 { get; private set; } = "";

    public void Begin()
    {
        Length = 0;
        Sha256 = "";
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    public void Finish()
    {
        Sha256 = _hash is null || Length == 0 ? OfNothing : Convert.ToHexStringLower(_hash.GetHashAndReset());
    }
}
