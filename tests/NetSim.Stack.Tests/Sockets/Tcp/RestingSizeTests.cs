using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using NetSim.Stack.Sockets.Tcp;
using NetSim.Stack.Sockets.Tcp.Sending;
using NetSim.Wire.Buffers;
using NetSim.Wire.Time;

namespace NetSim.Stack.Tests.Sockets.Tcp;

/// <summary>What a connection keeps while nothing happens.</summary>
public sealed class RestingSizeTests
{
    /// <summary>Bytes, as measured, and few to spare: what is added here is paid for by every idle connection of a server.</summary>
    private const int Most = 560;

    [Fact]
    public void A_connection_at_rest_keeps_little()
    {
        // The second piece never comes, so both stay established.
        var end = new EndSettings { Bytes = 128, WriteSize = 64, WriteEvery = Duration.FromSeconds(3600) };
        var pair = new TcpPair(end, end, new PipeSettings());
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(5));
        Assert.Equal(64, pair.Client.Received);
        Assert.Equal(TcpState.Established, pair.Client.Connection.State);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var sizes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int total = Measure(pair.Client.Connection, seen, sizes);
        var text = new StringBuilder();
        foreach ((string type, int size) in sizes) text.Append(type).Append(": ").Append(size).Append('\n');
        Assert.True(total <= Most, $"{total} bytes\n{text}");
        Assert.True(total > 400, $"only {total} bytes were found");
    }

    /// <summary>What is reachable and belongs to this connection alone.</summary>
    private static int Measure(object root, HashSet<object> seen, SortedDictionary<string, int> sizes)
    {
        if (IsShared(root) || !seen.Add(root)) return 0;
        Type type = root.GetType();
        int size = SizeOf(root);
        sizes[type.Name] = sizes.GetValueOrDefault(type.Name) + size;
        if (root is Array array)
        {
            if (array.Length == 0) return 0;
            if (type.GetElementType()!.IsValueType) return size;
            foreach (object? item in array)
                if (item is not null) size += Measure(item, seen, sizes);
            return size;
        }
        for (Type? level = type; level is not null; level = level.BaseType) size += Fields(root, level, seen, sizes);
        return size;
    }

    private static bool IsShared(object of) =>
        of is string or Type or Delegate or Pointer or TcpBasis or TcpSettings or TcpContext or TcpCounters or PacketPool
        || ReferenceEquals(of, FlightPool.Rest);

    private static int Fields(object of, Type level, HashSet<object> seen, SortedDictionary<string, int> sizes)
    {
        int size = 0;
        foreach (FieldInfo field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            if (field.FieldType.IsPointer || field.FieldType.IsPrimitive || field.FieldType.IsEnum) continue;
            object? value = field.GetValue(of);
            if (value is null) continue;
            size += field.FieldType.IsValueType ? Fields(value, field.FieldType, seen, sizes) : Measure(value, seen, sizes);
        }
        return size;
    }

    private static int SizeOf(object value)
    {
        Type type = value.GetType();
        int pointer = IntPtr.Size;
        if (value is Array array) return 3 * pointer + (array.Length * ElementSize(type.GetElementType()!) + pointer - 1) / pointer * pointer;
        // The word before the fields of a type's method table is the size of an instance with its header.
        return System.Runtime.InteropServices.Marshal.ReadInt32(type.TypeHandle.Value, 4);
    }

    private static int ElementSize(Type type) => type.IsValueType
        ? (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!
        : IntPtr.Size;
}
