using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NetSim.Ui;

/// <summary>What somebody must know to see the map: made for one run, of 256 random bits.</summary>
internal sealed class AccessToken
{
    private const int Bytes = 32;

    private readonly byte[] _text;

    public AccessToken() => _text = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    public string Text => Encoding.ASCII.GetString(_text);

    /// <summary>Takes the same time for every wrong one of the same length.</summary>
    public bool Is(string? said) => said is not null && CryptographicOperations.FixedTimeEquals(_text, Encoding.UTF8.GetBytes(said));
}
