using System.Reflection;
using NetSim.Wire.Buffers;

namespace NetSim.Wire.Tests.Laws;

/// <summary>Reads every property of a view. Found by reflection, so that an accessor added later is under the law too.</summary>
internal static class Accessors<TView>
    where TView : IWireView<TView>, allows ref struct
{
    private delegate void Reader(ref TView view);

    private delegate TResult Getter<TResult>(ref TView view)
        where TResult : allows ref struct;

    private static readonly (string Name, Reader Read)[] All = typeof(TView)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(p => (p.Name, MakeReader(p)))
        .ToArray();

    public static int Count => All.Length;

    public static void ReadAll(ref TView view)
    {
        foreach ((string name, Reader read) in All)
        {
            try
            {
                read(ref view);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{typeof(TView).Name}.{name} throws on a view that was parsed.", e);
            }
        }
    }

    private static Reader MakeReader(PropertyInfo property) =>
        (Reader)typeof(Accessors<TView>)
            .GetMethod(nameof(MakeReaderOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(property.PropertyType)
            .Invoke(null, [property.GetMethod])!;

    private static Reader MakeReaderOf<TResult>(MethodInfo getter)
        where TResult : allows ref struct
    {
        Getter<TResult> get = getter.CreateDelegate<Getter<TResult>>();
        return (ref TView view) => get(ref view);
    }
}
