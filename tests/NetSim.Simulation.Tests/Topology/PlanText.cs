using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using NetSim.Wire.Dns;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>Everything that a plan says, as text, so that two plans can be compared to the last field.</summary>
internal static class PlanText
{
    public static string Of(object plan)
    {
        StringBuilder text = new();
        Write(text, plan, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int indent)
    {
        switch (value)
        {
            case null: text.Append("null\n"); break;
            case string or Enum or IFormattable or DnsName: text.Append(CultureInfo.InvariantCulture, $"{value}\n"); break;
            case bool yes: text.Append(yes).Append('\n'); break;
            case IEnumerable list:
                text.Append('\n');
                foreach (object? item in list) Write(text.Append(' ', indent).Append("- "), item, indent + 2);
                break;
            default:
                text.Append(value.GetType().Name).Append('\n');
                foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    if (property.GetIndexParameters().Length > 0) continue;
                    Write(text.Append(' ', indent).Append(property.Name).Append(": "), property.GetValue(value), indent + 2);
                }
                break;
        }
    }
}
