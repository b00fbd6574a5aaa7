using System.CommandLine;
using System.CommandLine.Parsing;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Cli;

/// <summary>What is wrong with a command line, in one sentence: the first thing that its user would want to know.</summary>
internal static class UsageErrors
{
    /// <summary>Null if nothing is wrong.</summary>
    public static string? Find(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (UnknownOption(parsed, command) is { } option)
            return $"{NameOf(command)} has no option '{option}'{Spelling.DidYouMean(option, OptionsOf(parsed).Select(known => known.Name))}";
        if (parsed.Errors.Count == 0) return null;
        if (parsed.UnmatchedTokens is [var word, ..])
        {
            return command is RootCommand
                ? $"there is no command '{word}'{Spelling.DidYouMean(word, command.Subcommands.Select(known => known.Name))}"
                : $"{NameOf(command)} does not know what to do with '{word}'";
        }
        if (command is RootCommand) return "say what to do: a command is missing";
        if (command.Arguments.FirstOrDefault(argument => IsMissing(parsed, argument)) is { } missing) return $"{NameOf(command)} needs {missing.Name}";
        ParseError error = parsed.Errors[0];
        return OptionOf(error) is { } result && IsConversion(error)
            ? $"{result.Option.Name}: {Quoted(result)} is not {Expected(result.Option.ValueType)}"
            : error.Message;
    }

    /// <summary>A word with a dash that nobody knows is taken for an argument, for a FILE say; nobody means it so.</summary>
    private static string? UnknownOption(ParseResult parsed, Command command)
    {
        if (command is RootCommand && parsed.UnmatchedTokens is [var first, ..] && !IsDashed(first)) return null;
        Option? before = null;
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash) return null;
            bool isValue = before is not null && before.ValueType != typeof(bool);
            if (token.Type == TokenType.Argument && !isValue && IsDashed(token.Value)) return token.Value;
            before = token.Type == TokenType.Option ? OptionsOf(parsed).FirstOrDefault(option => option.Name == token.Value || option.Aliases.Contains(token.Value)) : null;
        }
        return parsed.UnmatchedTokens.FirstOrDefault(IsDashed);
    }

    private static bool IsDashed(string word) => word.Length > 1 && word[0] == '-';

    /// <summary>Those of the command, and the recursive ones of what is above it.</summary>
    private static IEnumerable<Option> OptionsOf(ParseResult parsed) => parsed.CommandResult.Command.Options
        .Concat(parsed.RootCommandResult.Command.Options.Where(option => option.Recursive)).Distinct();

    private static string NameOf(Command command) => command is RootCommand ? "netsim" : $"`netsim {command.Name}`";

    private static bool IsMissing(ParseResult parsed, Argument argument) =>
        argument.Arity.MinimumNumberOfValues > 0 && (parsed.GetResult(argument) is not { } result || result.Tokens.Count == 0);

    private static OptionResult? OptionOf(ParseError error)
    {
        for (SymbolResult? result = error.SymbolResult; result is not null; result = result.Parent)
            if (result is OptionResult option) return option;
        return null;
    }

    /// <summary>The library names the type of the program that it could not make; that is nothing for users.</summary>
    private static bool IsConversion(ParseError error) => error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal);

    private static string Quoted(OptionResult result) => $"'{string.Join(' ', result.Tokens.Select(token => token.Value))}'";

    private static string Expected(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum) return Spelling.OneOf([.. Enum.GetNames(plain).Select(name => name.ToLowerInvariant())]);
        if (plain == typeof(ulong)) return "a whole number from 0 on";
        return plain == typeof(int) || plain == typeof(long) ? "a whole number" : "a number";
    }
}
