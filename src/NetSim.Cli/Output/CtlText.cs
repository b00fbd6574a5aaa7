using System.Text.Json.Nodes;

namespace NetSim.Cli.Output;

/// <summary>A network as it is now, for people.</summary>
internal static class CtlText
{
    public static void Write(TextWriter text, JsonNode network)
    {
        text.WriteLine($"{network["name"]}, {network["mode"]} time, {network["time_s"]} s");
        text.WriteLine();
        List<string[]> nodes = [["node", "kind", "state", "interfaces", "applications"]];
        foreach (JsonNode? node in network["nodes"]!.AsArray())
        {
            nodes.Add(
            [
                Text(node!["name"]), Text(node["kind"]), Text(node["state"]),
                string.Join(", ", node["interfaces"]!.AsArray().Select(Interface)), string.Join(", ", node["applications"]!.AsArray().Select(Text)),
            ]);
        }
        TextTable.Write(text, "nodes", nodes);
        text.WriteLine();
        List<string[]> links = [["link", "state", "direction", "packets", "dropped", "what it does"]];
        foreach (JsonNode? link in network["links"]!.AsArray())
        {
            AddDirection(links, link!, "a_to_b", $"{link!["a"]} → {link["b"]}", Text(link["id"]), Text(link["state"]));
            AddDirection(links, link, "b_to_a", $"{link["b"]} → {link["a"]}", "", "");
        }
        TextTable.Write(text, "links", links);
    }

    private static void AddDirection(List<string[]> table, JsonNode link, string key, string way, string id, string state)
    {
        JsonNode direction = link[key]!;
        string dropped = string.Join(", ", direction["dropped"]!.AsObject().Select(drop => $"{drop.Value} {drop.Key}"));
        table.Add([id, state, way, Text(direction["packets"]), dropped.Length == 0 ? "0" : dropped, Text(direction["properties"])]);
    }

    private static string Interface(JsonNode? port)
    {
        string addresses = string.Join(' ', port!["addresses"]!.AsArray().Select(Text));
        string state = Text(port["state"]) == "down" ? "down" : port["carrier"]!.GetValue<bool>() ? "" : "no carrier";
        return string.Join(' ', new[] { Text(port["name"]), addresses, state }.Where(part => part.Length > 0));
    }

    private static string Text(JsonNode? value) => value?.ToString() ?? "";
}
