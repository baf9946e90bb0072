/* Tables that sort by a column, and the page's language told to readers of
 * screens.  The report is whole without it. */
(function () {
	"use strict";

	function value(row, column) {
		var cell = row.cells[column], time;

		if (cell.hasAttribute("data-v"))
			return Number(cell.getAttribute("data-v"));
		time = cell.querySelector("time");
		if (time)
			return Date.parse(time.getAttribute("datetime"));
		return cell.innerText.trim();
	}

	function compare(a, b) {
		if (typeof a === "string" && typeof b === "string")
			return a < b ? -1 : a > b ? 1 : 0;
		return a === b ? 0 : a < b ? -1 : 1;
	}

	function sort(table, head) {
		var down = head.getAttribute("aria-sort") === "ascending";
		var body = table.tBodies[0], sign = down ? -1 : 1;
		var rows = Array.prototype.map.call(body.rows, function (row) {
			return { row: row, value: value(row, head.cellIndex) };
		});

		rows.sort(function (a, b) {
			return sign * compare(a.value, b.value);
		});
		rows.forEach(function (item) {
			body.appendChild(item.row);
		});
		Array.prototype.forEach.call(table.tHead.rows[0].cells,
		    function (cell) {
			cell.removeAttribute("aria-sort");
		});
		head.setAttribute("aria-sort", down ? "descending" : "ascending");
	}

	function prepare(table) {
		Array.prototype.forEach.call(table.tHead.rows[0].cells,
		    function (head) {
			var button = document.createElement("button");

			button.type = "button";
			while (head.firstChild)
				button.appendChild(head.firstChild);
			head.appendChild(button);
			button.addEventListener("click", function () {
				sort(table, head);
			});
		});
	}

	document.querySelectorAll("table.sortable").forEach(prepare);
	document.querySelectorAll("input.lang").forEach(function (input) {
		input.addEventListener("change", function () {
			document.documentElement.lang =
			    input.id.replace("lang-", "");
			document.title = document.querySelector("h1")
			    .innerText + " · beffroi";
		});
	});
}());
