using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NetSim.Simulation.Tests.Topology;

/// <summary>
/// Validates JSON against a JSON schema (draft 2020-12), for the keywords that the topology schema uses. It throws on any other, so
/// that a keyword is never taken for checked when it is not.
/// </summary>
internal sealed class JsonSchemaCheck(JsonObject root)
{
    private readonly List<string> _faults = [];

    /// <returns>What is wrong, with the JSON pointer of the place; empty if the document is valid.</returns>
    public IReadOnlyList<string> Validate(JsonNode? document)
    {
        _faults.Clear();
        Check(root, document, "");
        return _faults;
    }

    private bool IsValid(JsonObject schema, JsonNode? value)
    {
        JsonSchemaCheck inner = new(root);
        inner.Check(schema, value, "");
        return inner._faults.Count == 0;
    }

    private void Check(JsonObject schema, JsonNode? value, string at)
    {
        foreach ((string keyword, JsonNode? argument) in schema) Check(keyword, argument!, schema, value, at);
    }

    private void Check(string keyword, JsonNode argument, JsonObject schema, JsonNode? value, string at)
    {
        switch (keyword)
        {
            case "$schema" or "$defs" or "title" or "description" or "default": break;
            case "$ref": Check(Definition(argument.GetValue<string>()), value, at); break;
            case "type": Require(Types(argument).Any(type => HasType(value, type)), at, $"is not of type {argument.ToJsonString()}"); break;
            case "enum": Require(argument.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)), at, $"is not one of {argument.ToJsonString()}"); break;
            case "const": Require(JsonNode.DeepEquals(argument, value), at, $"is not {argument.ToJsonString()}"); break;
            case "pattern": Require(!HasType(value, "string") || Regex.IsMatch(value!.GetValue<string>(), argument.GetValue<string>()), at, $"does not match {argument}"); break;
            case "minimum": Require(!HasType(value, "number") || Number(value) >= Number(argument), at, $"is below {argument}"); break;
            case "maximum": Require(!HasType(value, "number") || Number(value) <= Number(argument), at, $"is above {argument}"); break;
            case "anyOf": Require(argument.AsArray().Any(one => IsValid(one!.AsObject(), value)), at, "matches none of the alternatives"); break;
            case "oneOf": Require(argument.AsArray().Count(one => IsValid(one!.AsObject(), value)) == 1, at, "does not match exactly one of the alternatives"); break;
            case "allOf": foreach (JsonNode? one in argument.AsArray()) Check(one!.AsObject(), value, at); break;
            case "not": Require(!IsValid(argument.AsObject(), value), at, "matches what it must not"); break;
            case "items" or "minItems" or "maxItems": CheckArray(keyword, argument, value as JsonArray, at); break;
            default: CheckObject(keyword, argument, schema, value as JsonObject, at); break;
        }
    }

    private void CheckArray(string keyword, JsonNode argument, JsonArray? value, string at)
    {
        if (value is null) return;
        switch (keyword)
        {
            case "minItems": Require(value.Count >= argument.GetValue<int>(), at, "has too few items"); break;
            case "maxItems": Require(value.Count <= argument.GetValue<int>(), at, "has too many items"); break;
            default: for (int i = 0; i < value.Count; i++) Check(argument.AsObject(), value[i], $"{at}/{i}"); break;
        }
    }

    private void CheckObject(string keyword, JsonNode argument, JsonObject schema, JsonObject? value, string at)
    {
        switch (keyword)
        {
            case "properties":
                foreach ((string key, JsonNode? property) in argument.AsObject())
                {
                    if (value is not null && value.TryGetPropertyValue(key, out JsonNode? child)) Check(property!.AsObject(), child,
                        $"{at}/{key}");
                }
                break;
            case "additionalProperties":
                foreach ((string key, JsonNode? child) in value ?? [])
                {
                    if (schema["properties"]?.AsObject().ContainsKey(key) == true) continue;
                    if (argument is JsonObject other) Check(other, child, $"{at}/{key}");
                    else Require(argument.GetValue<bool>(), $"{at}/{key}", "is not known");
                }
                break;
            case "propertyNames": foreach ((string key, _) in value ?? []) Check(argument.AsObject(), JsonValue.Create(key), $"{at}/{key}"); break;
            case "required": foreach (JsonNode? key in argument.AsArray()) Require(value is null || value.ContainsKey(key!.GetValue<string>()), at, $"lacks {key}"); break;
            case "dependentRequired":
                foreach ((string key, JsonNode? others) in argument.AsObject())
                {
                    if (value?.ContainsKey(key) == true) Check("required", others!, schema, value, at);
                }
                break;
            case "minProperties": Require(value is null || value.Count >= argument.GetValue<int>(), at, "has too few keys"); break;
            case "maxProperties": Require(value is null || value.Count <= argument.GetValue<int>(), at, "has too many keys"); break;
            default: throw new NotSupportedException($"the keyword '{keyword}' at {at}");
        }
    }

    private void Require(bool holds, string at, string fault)
    {
        if (!holds) _faults.Add($"{at} {fault}");
    }

    private JsonObject Definition(string reference)
    {
        const string Prefix = "#/$defs/";
        Assert.StartsWith(Prefix, reference);
        return root["$defs"]![reference[Prefix.Length..]]!.AsObject();
    }

    private static IEnumerable<string> Types(JsonNode argument) =>
        argument is JsonArray list ? list.Select(type => type!.GetValue<string>()) : [argument.GetValue<string>()];

    private static double Number(JsonNode? value) => value!.GetValue<JsonElement>().GetDouble();

    private static bool HasType(JsonNode? value, string type) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => type == "null",
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && Math.Floor(Number(value)) == Number(value)),
        _ => type == "boolean",
    };
}
