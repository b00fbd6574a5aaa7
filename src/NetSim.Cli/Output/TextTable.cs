namespace NetSim.Cli.Output;

/// <summary>Columns of text, as wide as they must be; those whose every value is a number or quantity are set to the right.</summary>
internal static class TextTable
{
    /// <param name="output">Where to.</param>
    /// <param name="title">Stands above the table.</param>
    /// <param name="rows">The first is the head.</param>
    public static void Write(TextWriter output, string title, IReadOnlyList<string[]> rows)
    {
        int columns = rows[0].Length;
        int[] widths = new int[columns];
        bool[] toTheRight = new bool[columns];
        for (int column = 0; column < columns; column++)
        {
            widths[column] = rows.Max(row => row[column].Length);
            toTheRight[column] = rows.Skip(1).All(row => row[column].Length == 0 || char.IsAsciiDigit(row[column][0])) && column < columns - 1;
        }
        output.WriteLine(title);
        foreach (string[] row in rows)
        {
            var line = new System.Text.StringBuilder();
            for (int column = 0; column < columns; column++)
            {
                string cell = row[column];
                line.Append("  ").Append(toTheRight[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            }
            output.WriteLine(line.ToString().TrimEnd());
        }
    }
}
