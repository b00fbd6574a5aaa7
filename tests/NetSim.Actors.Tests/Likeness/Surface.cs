using System.Reflection;
using System.Runtime.CompilerServices;

namespace NetSim.Actors.Tests.Likeness;

/// <summary>
/// Renders what others can see of a type, one line a member, without namespaces: so that the same line describes a type here and its
/// namesake in Akka.NET.
/// </summary>
internal static class Surface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Describe(Type type)
    {
        string owner = NameOf(type);
        yield return $"{Kind(type)} {owner}";
        if (type.IsEnum)
        {
            foreach (string name in Enum.GetNames(type)) yield return $"{owner}.{name} = {Convert.ToInt64(Enum.Parse(type, name))}";
            yield break;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            yield return $"{owner}({Parameters(invoke)}) : {NameOf(invoke.ReturnType)}";
            yield break;
        }

        foreach (MemberInfo member in type.GetMembers(Declared))
            if (Describe(owner, member) is { } line) yield return line;
    }

    /// <summary>With all that is inherited: where a member is declared is nobody's business.</summary>
    public static IEnumerable<string> DescribeWithBases(Type type)
    {
        string owner = NameOf(type);
        foreach (string line in Describe(type)) yield return line;
        foreach (Type above in Above(type))
            foreach (MemberInfo member in above.GetMembers(Declared))
                if (member is not ConstructorInfo && Describe(owner, member) is { } line) yield return line;
    }

    private static IEnumerable<Type> Above(Type type)
    {
        for (Type? above = type.BaseType; above is not null; above = above.BaseType) yield return above;
        if (!type.IsInterface) yield break;
        foreach (Type above in type.GetInterfaces()) yield return above;
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => "class",
    };

    private static string? Describe(string owner, MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) => $"{owner}.new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !method.IsSpecialName && !IsCompilerGenerated(method) => $"{owner}.{Static(method)}{method.Name}{Generics(method)}({Parameters(method)}) : {NameOf(method.ReturnType)}",
        MethodInfo { IsSpecialName: true } op when op.Name.StartsWith("op_", StringComparison.Ordinal) => $"{owner}.{op.Name}({Parameters(op)}) : {NameOf(op.ReturnType)}",
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors =>
            $"{owner}.{Static((property.GetMethod ?? property.SetMethod)!)}{property.Name} : {NameOf(property.PropertyType)} {{ {accessors} }}",
        FieldInfo field when (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName =>
            $"{owner}.{(field.IsStatic ? "static " : "")}{field.Name} : {NameOf(field.FieldType)}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsCompilerGenerated(MethodInfo method) =>
        method.Name.Contains('<', StringComparison.Ordinal) || method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Accessors(PropertyInfo property) => string.Join(' ', new[]
    {
        property.GetMethod is { } get && IsVisible(get) ? "get" : null,
        property.SetMethod is { } set && IsVisible(set) && !IsInit(set) ? "set" : null,
    }.OfType<string>());

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? "<" + string.Join(", ", method.GetGenericArguments().Select(NameOf)) + ">" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string modifier = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsOut ? "out " : "";
        string value = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "";
        return $"{modifier}{NameOf(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string NameOf(Type type)
    {
        if (type.IsByRef) return NameOf(type.GetElementType()!);
        if (type.IsArray) return NameOf(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return NameOf(underlying) + "?";
        string name = type.IsNested && !type.IsGenericParameter ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name;
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
