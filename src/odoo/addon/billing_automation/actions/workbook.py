# A workbook (Office Open XML) of tables: what is text stays text, and numbers and days are numbers and days. Its files are
# put together by the call that Odoo's own spreadsheets are downloaded by.
SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
# Excel takes 32,767 in a cell, counted in UTF-16.
MOST_IN_CELL = 32000
# A style by its place: number format, font (1 is bold), border (1 is a line below), and whether its text is wrapped.
STYLES = {
    'text': (0, 0, 0, True), 'heading': (0, 1, 1, True), 'strong': (0, 1, 0, True), 'quoted text': (0, 0, 0, True),
    'quoted heading': (0, 1, 1, True), 'quoted strong': (0, 1, 0, True), 'count': (1, 0, 0, False), 'day': (164, 0, 0, False),
    'quantity': (165, 0, 0, False), 'price': (166, 0, 0, False), 'amount': (167, 0, 0, False), 'total': (167, 1, 0, False)}
WORDS = ('text', 'heading', 'strong')
# With their full-width forms, which some take for the same.
FORMULA = ('=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20')


def cleaned(text):
    """Text as a cell can hold it: without signs no XML may hold, and no longer than Excel takes."""
    kept, room = [], MOST_IN_CELL
    for sign in text.replace('\r\n', '\n').replace('\r', '\n'):
        code = ord(sign)
        if code in (9, 10) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF:
            room -= 2 if code > 0xFFFF else 1
            if room < 0:
                break
            kept.append(sign)
    return ''.join(kept)


def coded(text, at):
    """Whether spreadsheets read what begins here as the code of a sign: _x0041_ is A."""
    return text[at + 1:at + 2] == 'x' and text[at + 6:at + 7] == '_' and not text[at + 2:at + 6].lower().strip('0123456789abcdef')


def escaped(text):
    """Cleaned text as XML holds it, and spreadsheets read back unchanged. The end of one code may be the beginning of another."""
    if '_x' in text:
        signs = []
        for at, sign in enumerate(text):
            signs.append('_x005F_' if sign == '_' and coded(text, at) else sign)
        text = ''.join(signs)
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;')


def cell(place, style, value):
    """A cell; nothing where there is no text and no day to show. 0 is a number."""
    if style in WORDS:
        value = cleaned(value or '')
        # What begins like a formula is marked as text, so that it stays text where somebody edits the cell.
        if value.lstrip()[:1] in FORMULA:
            style = 'quoted ' + style
    if not value and (style in WORDS or style == 'day'):
        return ''
    number = list(STYLES).index(style)
    if isinstance(value, str):
        return '<c r="%s" s="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (place, number, escaped(value))
    if style == 'day':
        value = (value - datetime.date(1899, 12, 30)).days
    return '<c r="%s" s="%s"><v>%s</v></c>' % (place, number, repr(value))


def sheet(rows, widths, heading):
    """Rows of cells, each a style with its value; `heading` is the row, from 1, that names the columns and stays in sight."""
    lines, columns = [], []
    for row in rows:
        cells = []
        for one in row:
            cells.append(cell('%s%s' % (LETTERS[len(cells)], len(lines) + 1), one[0], one[1]))
        lines.append('<row r="%s">%s</row>' % (len(lines) + 1, ''.join(cells)))
    for width in widths:
        number = len(columns) + 1
        columns.append('<col min="%s" max="%s" width="%s" customWidth="1"/>' % (number, number, width))
    below = 'A%s' % (heading + 1)
    return ''.join([
        XML, '<worksheet xmlns="%s"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' % MAIN,
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="%s" topLeftCell="%s" activePane="bottomLeft" ' % (heading, below),
        'state="frozen"/><selection pane="bottomLeft" activeCell="%s" sqref="%s"/></sheetView></sheetViews>' % (below, below),
        '<cols>%s</cols><sheetData>%s</sheetData>' % (''.join(columns), ''.join(lines)),
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'])


def styles(places):
    """The styles, amounts with so many decimals."""
    formats, shown = '', ''
    amount = '#,##0' + ('.' + '0' * places if places else '')
    for number, code in enumerate(('yyyy-mm-dd', '#,##0.00', '#,##0.00##', amount)):
        formats += '<numFmt numFmtId="%s" formatCode="%s"/>' % (164 + number, code)
    for style in STYLES:
        form, font, border, wrap = STYLES[style]
        shown += (
            '<xf numFmtId="%s" fontId="%s" fillId="0" borderId="%s" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1" '
            'applyAlignment="1"%s><alignment vertical="top"%s/></xf>' % (
                form, font, border, ' quotePrefix="1"' if style[:6] == 'quoted' else '', ' wrapText="1"' if wrap else ''))
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    return ''.join([
        XML, '<styleSheet xmlns="%s"><numFmts count="4">%s</numFmts>' % (MAIN, formats),
        '<fonts count="2"><font>', font, '<font><b/>', font, '</fonts>',
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>',
        '<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>',
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
        '<cellXfs count="%s">%s</cellXfs>' % (len(STYLES), shown),
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'])


def workbook(sheets, places):
    """The bytes of a workbook of named sheets, amounts with so many decimals."""
    part = '<Override PartName="/xl/%s.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml"/>'
    relation = '<Relationship Id="rId%s" Type="' + RELATIONS + '/%s" Target="%s.xml"/>'
    relations = XML + '<Relationships xmlns="' + PACKAGE + '/relationships">%s</Relationships>'
    named, related, typed, files = '', '', '', []
    for name in sheets:
        number = len(files) + 1
        file = 'worksheets/sheet%s' % number
        named += '<sheet name="%s" sheetId="%s" r:id="rId%s"/>' % (escaped(name), number, number)
        related += relation % (number, 'worksheet', file)
        typed += part % (file, 'worksheet')
        files.append({'path': 'xl/%s.xml' % file, 'content': sheets[name]})
    return env['spreadsheet.mixin']._zip_xslx_files([
        {'path': '[Content_Types].xml', 'content': ''.join([
            XML, '<Types xmlns="%s/content-types">' % PACKAGE,
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
            '<Default Extension="xml" ContentType="application/xml"/>',
            part % ('workbook', 'sheet.main'), part % ('styles', 'styles'), typed, '</Types>'])},
        {'path': '_rels/.rels', 'content': relations % (relation % (1, 'officeDocument', 'xl/workbook'))},
        {'path': 'xl/workbook.xml', 'content': '%s<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (
            XML, MAIN, RELATIONS, named)},
        {'path': 'xl/_rels/workbook.xml.rels', 'content': relations % (related + relation % (len(files) + 1, 'styles', 'styles'))},
        {'path': 'xl/styles.xml', 'content': styles(places)},
    ] + files)
