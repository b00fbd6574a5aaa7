using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace NetSim.Simulation.Tests.Validation;

/// <summary>docs/validation.md, made of all methods with a <see cref="ValidatedAttribute"/>. Each is measured once per test run.</summary>
internal static class ValidationDocument
{
    private static readonly ConcurrentDictionary<string, Lazy<ValidationRow>> Measured = [];

    private static readonly SortedDictionary<string, (string Id, MethodInfo Method)> Found = Find();

    public static string Path => System.IO.Path.Combine(Topology.RepositoryFiles.Root, "docs", "validation.md");

    /// <summary>What the rows are called in the test run, in the order of the document.</summary>
    public static IEnumerable<string> Names => Found.Values.Select(row => NameOf(row.Id, row.Method));

    public static ValidationRow Measure(string name) => Measured.GetOrAdd(name, static wanted => new Lazy<ValidationRow>(() =>
    {
        MethodInfo method = Found.Values.Single(row => NameOf(row.Id, row.Method) == wanted).Method;
        return method.CreateDelegate<Func<ValidationRow>>()();
    })).Value;

    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("""
            # What a correct simulator must reproduce

            Written by a test: every row is a network in virtual time, or a part of one, held to a formula. A run is the same on every machine, so the
            measured values are, too. Whoever adds a row or moves a value runs
            `NETSIM_UPDATE_EXPECTED=1 dotnet test tests/NetSim.Simulation.Tests --filter Validation`; a figure outside of its tolerance fails the test run.

            | id | set-up | formula | figure | expected | measured | tolerance | held by |
            |---|---|---|---|---|---|---|---|

            """);
        foreach ((string id, MethodInfo method) in Found.Values)
        {
            ValidationRow row = Measure(NameOf(id, method));
            string about = $"{row.SetUp} | {row.Formula}", by = $"`{method.Name}`";
            foreach (ValidationFigure figure in row.Figures)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"| {id} | {about} | {figure.What} | {Told(figure.Expected)} | {Told(figure.Measured)} | {figure.Tolerance} | {by} |\n");
                // Said once, with the first figure.
                (about, by) = (" | ", "");
            }
        }
        return text.ToString();
    }

    /// <summary>Six digits: what differs below is the last bit of a function of the machine's library, not of the simulation.</summary>
    private static string Told(double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 1e9) return value.ToString("0", CultureInfo.InvariantCulture);
        int decimals = Math.Max(0, 5 - (int)Math.Floor(Math.Log10(Math.Abs(value))));
        return value.ToString(string.Concat("0.", new string('#', Math.Min(decimals, 9))), CultureInfo.InvariantCulture);
    }

    private static string NameOf(string id, MethodInfo method) => $"{id} {method.DeclaringType!.Name}.{method.Name}";

    private static SortedDictionary<string, (string Id, MethodInfo Method)> Find()
    {
        var found = new SortedDictionary<string, (string, MethodInfo)>(StringComparer.Ordinal);
        foreach (Type type in typeof(ValidationDocument).Assembly.GetTypes())
        {
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<ValidatedAttribute>() is not { } row) continue;
                int number = int.Parse(row.Id.TrimStart('I'), CultureInfo.InvariantCulture);
                found.Add($"{number:0000} {type.Name} {method.Name}", (row.Id, method));
            }
        }
        return found;
    }
}
