using System.Diagnostics.CodeAnalysis;

namespace NetSim.Actors;

/// <summary>Where an actor stands in the tree, such as <c>akka://sim/user/web/eth0</c>. Two paths are equal whatever their incarnation.</summary>
[SuppressMessage("Design", "CA1036:Override methods on comparable types", Justification = "Akka.NET has no such operators here.")]
public sealed class ActorPath : IComparable<ActorPath>, IEquatable<ActorPath>
{
    /// <summary>What a name may contain besides letters, digits and %xx.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private const string Scheme = "akka://";

    private readonly ActorPath? _parent;
    private readonly string _systemName;

    private ActorPath(string systemName) => (_systemName, Name) = (systemName, "");

    internal ActorPath(ActorPath parent, string name, long uid) =>
        (_parent, _systemName, Name, Uid, Depth) = (parent, parent._systemName, name, uid, parent.Depth + 1);

    public string Name { get; }

    public ActorPath Parent => _parent ?? this;

    public ActorPath Root
    {
        get
        {
            ActorPath path = this;
            while (path._parent is not null) path = path._parent;
            return path;
        }
    }

    /// <summary>Tells incarnations of one path apart; 0 if the path names no particular one. The same in every virtual run.</summary>
    public long Uid { get; }

    public int Depth { get; }

    public IReadOnlyList<string> Elements
    {
        get
        {
            var names = new string[Depth];
            for (ActorPath path = this; path._parent is not null; path = path._parent) names[path.Depth - 1] = path.Name;
            return names;
        }
    }

    public ActorPath Child(string childName) => new(this, childName, uid: 0);

    public static ActorPath operator /(ActorPath path, string name)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Child(name);
    }

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Aggregate(path, (at, element) => at / element);
    }

    public static bool operator ==(ActorPath? left, ActorPath? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(ActorPath? left, ActorPath? right) => !(left == right);

    /// <summary>Whether an actor may be called so: no slash, no blank, not starting with a dollar sign.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (int i = 0; i < s.Length; i++)
        {
            char c = s[i];
            if (char.IsAsciiLetterOrDigit(c) || ValidSymbols.Contains(c, StringComparison.Ordinal)) continue;
            if (c != '%' || i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2])) return false;
            i += 2;
        }

        return true;
    }

    public static ActorPath Parse(string path) => TryParse(path, out ActorPath? result)
        ? result
        : throw new UriFormatException($"'{path}' is not an actor path such as {Scheme}system/user/name.");

    public static bool TryParse(string path, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        if (path is null || !path.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        string[] parts = path[Scheme.Length..].Split('/');
        if (parts[0].Length == 0) return false;
        ActorPath result = ForRoot(parts[0]);
        for (int i = 1; i < parts.Length; i++)
        {
            bool isTrailingSlash = parts[i].Length == 0 && i == parts.Length - 1;
            if (isTrailingSlash) break;
            if (parts[i].Length == 0) return false;
            result = WithParsedUid(result, parts[i]);
        }

        actorPath = result;
        return true;
    }

    /// <summary>As <c>/user/web/eth0</c>.</summary>
    public string ToStringWithoutAddress() => "/" + string.Join('/', Elements);

    public string ToStringWithAddress() => Scheme + _systemName + ToStringWithoutAddress();

    public string ToStringWithUid() => Uid == 0 ? ToStringWithAddress() : $"{ToStringWithAddress()}#{Uid}";

    public override string ToString() => ToStringWithAddress();

    public bool Equals(ActorPath? other)
    {
        if (other is null || Depth != other.Depth) return false;
        ActorPath a = this, b = other;
        while (a._parent is not null && b._parent is not null)
        {
            if (ReferenceEquals(a, b)) return true;
            if (!string.Equals(a.Name, b.Name, StringComparison.Ordinal)) return false;
            (a, b) = (a._parent, b._parent);
        }

        return string.Equals(a._systemName, b._systemName, StringComparison.Ordinal);
    }

    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    public override int GetHashCode()
    {
        uint hash = 2166136261;
        for (ActorPath path = this; path._parent is not null; path = path._parent)
            foreach (char c in path.Name) hash = (hash ^ c) * 16777619;
        return (int)hash;
    }

    public int CompareTo(ActorPath? other) =>
        other is null ? 1 : string.CompareOrdinal(ToStringWithAddress(), other.ToStringWithAddress());

    internal static ActorPath ForRoot(string systemName) => new(systemName);

    private static ActorPath WithParsedUid(ActorPath parent, string element)
    {
        int hash = element.LastIndexOf('#');
        return hash > 0 && long.TryParse(element.AsSpan(hash + 1), out long uid)
            ? new ActorPath(parent, element[..hash], uid)
            : parent / element;
    }
}
