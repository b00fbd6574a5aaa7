using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace NetSim.Ui;

/// <summary>The files of the page, which the build has embedded; or why it could not make them.</summary>
internal sealed class MapPage
{
    private const string Prefix = "page/";
    private const string MissingName = "missing.txt";
    private const string NonceMark = "{nonce}";

    private readonly Assembly _assembly;

    public MapPage(Assembly assembly)
    {
        _assembly = assembly;
        if (TryRead(MissingName, out byte[]? reason)) Missing = System.Text.Encoding.UTF8.GetString(reason).Trim();
        else if (!TryRead("index.html", out _)) Missing = "it was built without the page of the map";
    }

    /// <summary>What is missing, as part of a sentence; null: nothing.</summary>
    public string? Missing { get; }

    /// <summary>The type of content of a file, by its ending.</summary>
    public static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };

    /// <summary>A file of the page by its name, which is looked up and never a path.</summary>
    public bool TryRead(string name, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        using Stream? stream = _assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null) return false;
        content = new byte[stream.Length];
        stream.ReadExactly(content);
        return true;
    }

    /// <summary>The page itself, with the word that lets its libraries add style sheets.</summary>
    public string Index(string nonce) => TryRead("index.html", out byte[]? html)
        ? System.Text.Encoding.UTF8.GetString(html).Replace(NonceMark, nonce, StringComparison.Ordinal)
        : throw new InvalidOperationException(Missing);
}
